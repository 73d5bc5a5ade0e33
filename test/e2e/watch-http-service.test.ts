import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTocsin } from '../support/tocsin-process.js';

/** What the watched service does with a request. */
type Mood = 'well' | 'failing' | 'hanging';

let directory: string;
let server: Server;
let mood: Mood = 'well';

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tocsin-e2e-'));
  server = createServer((_, response) => {
    if (mood !== 'hanging') response.writeHead(mood === 'well' ? 200 : 500).end();
  });
  await listen(0);
});

afterAll(async () => {
  await takeDown();
  await rm(directory, { recursive: true, force: true });
});

describe('the built command', () => {
  it('tells the story of a service that goes down, hangs, answers 500, and comes back each time', async () => {
    const port = portOf(server);
    const target = `(GET 127.0.0.1:${port}/health)`;
    await writeFile(
      join(directory, 'tocsin.config.yaml'),
      `services:
  web:
    check: \${BASE}/health
    every: 100ms
    timeout: 400ms
    failureThreshold: 2
    recoveryThreshold: 2
`,
    );
    const tocsin = startTocsin(['run'], { cwd: directory, env: { BASE: `http://127.0.0.1:${port}` } });
    try {
      let seen = (await tocsin.waitFor(/web: unknown -> healthy/)).index;
      const untilTold = async (pattern: RegExp): Promise<void> => {
        seen = (await tocsin.waitFor(pattern, seen + 1)).index;
      };

      await takeDown();
      await untilTold(/\[ERROR\] Service unhealthy/);
      await listen(port);
      await untilTold(/Resolved/);

      mood = 'hanging';
      await untilTold(/\[ERROR\] Service unhealthy/);
      mood = 'well';
      await untilTold(/Resolved/);

      mood = 'failing';
      await untilTold(/\[ERROR\] Service unhealthy/);
      mood = 'well';
      await untilTold(/Resolved/);

      tocsin.child.kill('SIGTERM');
      expect(await tocsin.exit).toEqual({ code: 0, signal: null });
      expect(tocsin.stderr()).toBe('');
      expect(story(tocsin.lines)).toEqual([
        'web: unknown -> healthy',
        ...outage(`connection refused ${target}`),
        ...outage('timed out after 400ms'),
        ...outage(`expected 200-299, got 500 ${target}`),
      ]);
    } finally {
      tocsin.child.kill('SIGKILL');
      await tocsin.exit;
    }
  }, 30_000);
});

/** How one trouble is told from its first failure to its end. */
function outage(trouble: string): string[] {
  return [
    `web: healthy -> degraded  ${trouble}`,
    `[WARNING] Service degraded: web: ${trouble}`,
    `web: degraded -> unhealthy  ${trouble}`,
    `[ERROR] Service unhealthy: web: ${trouble} (escalated)`,
    'web: unhealthy -> healthy',
    '[ERROR] Resolved: Service unhealthy: web: resolved after <time>',
  ];
}

/** What is told with a time before it, without that time. */
function story(lines: readonly string[]): string[] {
  return lines.flatMap((line) => {
    const told = /^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\] (.*)$/.exec(line)?.[1];
    return told === undefined ? [] : [told.replace(/resolved after \S+$/, 'resolved after <time>')];
  });
}

function portOf(listening: Server): number {
  const address = listening.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function listen(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function takeDown(): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
