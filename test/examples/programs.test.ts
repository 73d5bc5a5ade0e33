import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const JITI = fileURLToPath(new URL('../../node_modules/jiti/lib/jiti-cli.mjs', import.meta.url));

const open: { close(): void }[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

interface Ran {
  readonly code: number | null;
  readonly lines: readonly string[];
  readonly stderr: string;
}

/** Runs an example to its end. */
function run(name: string, env: Record<string, string> = {}): Promise<Ran> {
  const child = spawn(process.execPath, [JITI, `examples/${name}.ts`], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  return new Promise((resolve) => {
    child.once('close', (code) => resolve({ code, lines: stdout.trim().split('\n'), stderr }));
  });
}

/** A server that answers every request with `ok` and keeps what it was sent. */
async function receiver(): Promise<{ readonly url: string; readonly bodies: unknown[] }> {
  const bodies: unknown[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      bodies.push(JSON.parse(body));
      response.end('ok');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(server);
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/hook`, bodies };
}

const untimed = (lines: readonly string[]): string[] => lines.map((line) => line.replace(/^\[[^\]]*\] /, ''));

describe('examples', { timeout: 30_000 }, () => {
  it('watch-breaker.ts tells that a circuit opens and closes', async () => {
    const { code, lines, stderr } = await run('watch-breaker');
    expect([code, stderr]).toEqual([0, '']);
    expect(lines.filter((line) => line.startsWith('breaker:payments is')).slice(-3)).toEqual([
      'breaker:payments is unhealthy',
      'breaker:payments is degraded',
      'breaker:payments is healthy',
    ]);
    expect(untimed(lines).filter((line) => line.startsWith('[CRITICAL]'))).toHaveLength(2);
  });

  it('errors-to-slack.ts sends one message about a spike of errors', async () => {
    const { url, bodies } = await receiver();
    const { code, lines, stderr } = await run('errors-to-slack', { SLACK_WEBHOOK_URL: url });
    expect([code, stderr]).toEqual([0, '']);
    expect(lines).toEqual([1, 2, 3, 4, 5, 6].map((order) => `order ${order}: transient`));
    expect(bodies).toHaveLength(1);
    expect(JSON.stringify(bodies)).toContain('orders');
  });

  it('custom-channel.ts sends what is critical through its own gateway', async () => {
    const { url, bodies } = await receiver();
    const { code, lines, stderr } = await run('custom-channel', { GATEWAY_URL: url });
    expect([code, stderr]).toEqual([0, '']);
    expect(bodies).toEqual([{ to: '+15550100', text: 'CRITICAL: The vault is open' }]);
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ sent: 1, pending: 0 });
  });

  it('custom-check.ts judges a queue', async () => {
    const { code, lines } = await run('custom-check');
    expect(code).toBe(0);
    expect(lines.filter((line) => line.endsWith(' wait') && !line.startsWith('['))).toEqual([
      'healthy: 12 wait',
      'degraded: 250 wait',
      'unhealthy: 5000 wait',
    ]);
  });

  it('backtest-in-ci.ts tells what would be missing, and passes what misses nothing critical', async () => {
    const { code, lines } = await run('backtest-in-ci');
    expect(code).toBe(0);
    expect(untimed(lines).slice(-2)).toEqual([
      '2 were told, 1 would be',
      'missing: [warning] Disk is filling up',
    ]);
  });

  it('replay-incident.ts says why nobody was told', async () => {
    const { code, lines, stderr } = await run('replay-incident');
    expect([code, stderr]).toEqual([0, '']);
    expect(lines).toEqual([
      expect.stringMatching(/^raised by the program: Replica lags \(error, key database:Replica lags\)$/),
      'passed severity; held back by silence: a silence by ann (moving the rack) was in force',
      'silence.created',
      'alert.raised database:Replica lags',
      'alert.suppressed',
    ]);
  });
});
