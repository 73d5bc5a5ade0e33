import { spawn } from 'node:child_process';
import { z } from 'zod';

/** What a monitor knows when it has come to its end. */
const totalsSchema = z.object({
  raised: z.number(),
  channel: z.object({
    pending: z.number(),
    sent: z.number(),
    failedAttempts: z.number(),
    abandoned: z.number(),
  }),
  services: z.array(
    z.object({
      name: z.string(),
      status: z.enum(['unknown', 'healthy', 'degraded', 'unhealthy']),
      totalChecks: z.number(),
      totalFailures: z.number(),
      consecutiveFailures: z.number(),
    }),
  ),
  incidents: z.array(
    z.object({
      key: z.string(),
      status: z.enum(['firing', 'acknowledged', 'resolved']),
      told: z.boolean(),
      count: z.number(),
    }),
  ),
});

const lineSchema = z.discriminatedUnion('said', [
  z.object({ said: z.enum(['opening', 'ready', 'stopping']) }),
  z.object({
    said: z.literal('receipt'),
    id: z.string(),
    outcome: z.enum(['notified', 'grouped', 'suppressed']),
    title: z.string(),
  }),
  z.object({ said: z.literal('trouble'), what: z.string() }),
  z.object({ said: z.literal('stopped'), totals: totalsSchema }),
]);

export type Totals = z.infer<typeof totalsSchema>;
export type Line = z.infer<typeof lineSchema>;

export interface LifeSettings {
  /** Its number, which its deliveries carry. */
  readonly life: number;
  readonly path: string;
  readonly url: string;
  readonly durability: 'strict' | 'relaxed';
  readonly alerts: object;
  readonly count: number;
  readonly pauseMs: number;
  readonly moodyFails: boolean;
  /** How far ahead of the machine's its clock is, in milliseconds. */
  readonly aheadMs: number;
  /** Whether it settles everything before it stops. */
  readonly last: boolean;
}

/** How a life ended. */
export interface LifeEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
}

/** A process that runs child.mjs. */
export interface ChildLife {
  /** Lets it begin; `heed` is told each line that it says, as it comes. */
  begin(settings: LifeSettings, heed: (line: Line) => void): void;
  kill(): void;
  /** Resolves when it has ended and all that it said was heeded. */
  readonly ended: Promise<LifeEnd>;
}

/**
 * Starts a process that loads the package and waits to begin.
 *
 * @param script as `bundleChild` made it
 */
export function startChild(script: string): ChildLife {
  const child = spawn(process.execPath, [script], { stdio: ['pipe', 'pipe', 'pipe'] });
  let heed: (line: Line) => void = () => {};
  let rest = '';
  let stderr = '';
  // It may be killed before it reads.
  child.stdin.on('error', () => {});
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) heed(understood(line));
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  const ended = new Promise<LifeEnd>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal, stderr }));
  });
  return {
    begin(settings, heeded) {
      heed = heeded;
      child.stdin.write(`${JSON.stringify(settings)}\n`);
    },
    kill: () => void child.kill('SIGKILL'),
    ended,
  };
}

/** The console is the fallback, so what it says of a delivery that was given up is trouble, too. */
function understood(line: string): Line {
  const parsed = lineSchema.safeParse(line.startsWith('{') ? JSON.parse(line) : line);
  return parsed.success ? parsed.data : { said: 'trouble', what: line };
}
