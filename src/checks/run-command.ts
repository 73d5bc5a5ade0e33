import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { Clock, TimerHandle } from '../domain/clock.js';

/** What to run. */
export interface CommandPlan {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string | undefined;
  /** Asked for at each run. */
  readonly env: () => Readonly<Record<string, string>>;
  /** How many bytes are kept of what it writes. */
  readonly maxOutput: number;
}

/** What came of a run: it ended, or it could not begin. */
export type CommandEnd =
  | {
      /** Left out if a signal ended it. */
      readonly exitStatus: number | undefined;
      readonly signal: string | undefined;
      readonly stdout: string;
      readonly stderr: string;
    }
  | {
      /** Node's code of why it could not begin, such as `ENOENT`. */
      readonly code: string;
    };

/** A program under way. */
export interface RunningCommand {
  /** Resolves when it is gone, with all of its process group. Never rejects. */
  readonly ended: Promise<CommandEnd>;
  /** Tells it to end, and makes it end after a while. */
  terminate(): void;
  /** Makes it end now. */
  kill(): void;
}

/** How long a program may take to end when it is told to, in milliseconds. */
const GRACE_MS = 2_000;
/** How long its output is waited for once it is gone: something that left its process group may hold that open. */
const DRAIN_MS = 500;
/** What is kept of its complaints, in bytes. */
const MOST_STDERR = 4_096;

/** Starts a program in a process group of its own, so that what it starts ends with it. */
export function startCommand(plan: CommandPlan, clock: Clock): RunningCommand {
  return new Run(plan, clock);
}

class Run implements RunningCommand {
  readonly ended: Promise<CommandEnd>;
  readonly #clock: Clock;
  #child: ChildProcess | undefined;
  #timer: TimerHandle | undefined;
  #told = false;

  constructor(plan: CommandPlan, clock: Clock) {
    this.#clock = clock;
    this.ended = this.#run(plan);
  }

  terminate(): void {
    if (this.#told || !this.#signal('SIGTERM')) return;
    this.#told = true;
    this.#timer = this.#clock.setTimeout(() => this.kill(), GRACE_MS);
  }

  kill(): void {
    this.#signal('SIGKILL');
  }

  #run({ command, args, cwd, env, maxOutput }: CommandPlan): Promise<CommandEnd> {
    return new Promise((resolve) => {
      let child: ChildProcess;
      const end = (outcome: CommandEnd): void => {
        this.#clock.clearTimeout(this.#timer);
        this.#child = undefined;
        resolve(outcome);
      };
      try {
        child = spawn(command, args, {
          cwd,
          env: { ...env() },
          shell: false,
          detached: true,
          windowsHide: true,
          stdio: ['ignore', 'pipe', 'pipe'],
        });
      } catch (error) {
        return end({ code: codeOf(error) });
      }
      this.#child = child;
      const stdout = collect(child.stdout, maxOutput);
      const stderr = collect(child.stderr, MOST_STDERR);
      child.on('error', (error) => {
        // One that could not be sent a signal is still there.
        if (child.pid === undefined) end({ code: codeOf(error) });
      });
      child.on('exit', () => {
        this.#clock.clearTimeout(this.#timer);
        this.#told = true;
        // Whatever it left behind in its group.
        this.kill();
        this.#timer = this.#clock.setTimeout(() => {
          child.stdout?.destroy();
          child.stderr?.destroy();
        }, DRAIN_MS);
      });
      child.on('close', (exitStatus, signal) => {
        const ended = { exitStatus: exitStatus ?? undefined, signal: signal ?? undefined };
        end({ ...ended, stdout: stdout(), stderr: stderr() });
      });
    });
  }

  /** Sends a signal to the whole group; `false` if there is nobody to get it. */
  #signal(name: 'SIGTERM' | 'SIGKILL'): boolean {
    const child = this.#child;
    if (child?.pid === undefined) return false;
    try {
      process.kill(-child.pid, name);
      return true;
    } catch (error) {
      if (codeOf(error) === 'ESRCH' && process.platform !== 'win32') return false;
      // Where there are no groups, or it is not ours any more: the program alone.
      return child.kill(name);
    }
  }
}

/** Reads all that comes and keeps the beginning. */
function collect(stream: Readable | null, limit: number): () => string {
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream?.on('data', (chunk: Buffer) => {
    const room = limit - bytes;
    bytes += chunk.length;
    if (room > 0) chunks.push(chunk.subarray(0, room));
  });
  stream?.on('error', () => {});
  return () => Buffer.concat(chunks).toString('utf8');
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}
