import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createMonitor } from '../../src/runtime/create-monitor.js';
import { sqliteJournal } from '../../src/runtime/sqlite-journal.js';
import { recordingChannel } from '../../src/testing/recording-channel.js';
import { type MailServer, startMailServer } from '../support/mail-server.js';
import { type ScriptedHttpServer, startHttpServer } from '../support/scripted-http-server.js';

const CHILD = fileURLToPath(new URL('./last-words-child.mjs', import.meta.url));
const ALERT = '[CRITICAL] Critical error: process uncaughtException: TypeError: boom';

interface Life {
  /** Makers and their options by the name of the channel. */
  readonly channels: Readonly<Record<string, readonly [maker: string, options?: object]>>;
  readonly fallback?: readonly string[];
  readonly journal?: string;
  /** So many errors are thrown, and the program lives on. */
  readonly lives?: number;
  /** Then its sinks are made anew before it stops. */
  readonly renews?: boolean;
}

async function live(life: Life, options = '') {
  const env = { ...process.env, NODE_OPTIONS: options };
  const child = spawn(process.execPath, [CHILD, JSON.stringify(life)], { env });
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (chunk: string) => {
      said[stream] += chunk;
    });
  }
  const begun = performance.now();
  const [code] = await once(child, 'close');
  return { code, ...said, ms: performance.now() - begun };
}

let folder: string;
let server: ScriptedHttpServer;
let mails: MailServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-last-words-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
beforeEach(async () => {
  server = await startHttpServer();
  mails = await startMailServer();
});
afterEach(async () => {
  await server.close();
  await mails.close();
});

describe('the last alert of a process that dies of an error', { timeout: 60_000 }, () => {
  test('gets out through every channel, without a journal that lasts', async () => {
    server.answer({ body: 'ok' });
    const { code, stdout, stderr } = await live({
      channels: {
        hook: ['webhookChannel', { url: `${server.origin}/hook`, headers: { 'x-api-key': 'k3y' } }],
        slack: ['slackChannel', { webhookUrl: `${server.origin}/slack` }],
        discord: ['discordChannel', { webhookUrl: `${server.origin}/discord` }],
        mail: [
          'emailChannel',
          { host: '127.0.0.1', port: mails.port, from: 'a@example.org', to: 'b@example.org', tls: false },
        ],
      },
    });
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain('TypeError: boom\n    at ');
    expect(stderr).not.toContain('not sent');
    expect(server.requests.map(({ path }) => path).sort()).toEqual(['/discord?wait=true', '/hook', '/slack']);
    for (const { body } of server.requests) expect(body).toContain('TypeError: boom');
    expect(server.requests.find(({ path }) => path === '/hook')?.headers['x-api-key']).toBe('k3y');
    expect(mails.mails).toHaveLength(1);
  });

  test.each([
    ['answers 500', { status: 500 }],
    ['does not answer', { fault: 'silent' }],
  ] as const)('goes to the fallback, within a bound, when the receiver %s', async (_, answer) => {
    server.answer(answer);
    const channels = { hook: ['webhookChannel', { url: server.origin }] } as const;
    const { code, stdout, ms } = await live({ channels });
    expect(code).toBe(1);
    expect(stdout).toContain(ALERT);
    expect(server.requests).toHaveLength(1);
    // Five seconds for channels; the rest is for a busy machine.
    expect(ms).toBeLessThan(12_000);
  });

  test('goes to the fallback when a channel has no recipe, also on standard error', async () => {
    const { code, stdout, stderr } = await live({ channels: { own: ['own'] }, fallback: ['errors'] });
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain(ALERT);
  });

  test('is reported as lost if there is no way out and no journal that lasts', async () => {
    server.answer({ status: 500 });
    const hook = ['webhookChannel', { url: `${server.origin}/s3cret` }] as const;
    const { stderr } = await live({ channels: { own: ['own'], hook }, fallback: ['hook'] });
    expect(stderr).toContain('a critical notification was not sent; it is lost if the process ends now');
    expect(stderr).toContain('127.0.0.1');
    expect(stderr).not.toContain('s3cret');
  });

  test('is told no second time by the next start', async () => {
    server.answer({ status: 204 }, { status: 500 }, { status: 500 });
    const journal = join(folder, 'next.db');
    const channels = {
      hook: ['webhookChannel', { url: `${server.origin}/hook` }],
      own: ['own'],
    } as const;
    await live({ channels, journal });
    expect(server.requests).toHaveLength(1);

    const [hook, own] = [recordingChannel(), recordingChannel()];
    const monitor = createMonitor({ channels: { hook, own }, journal: sqliteJournal(journal) });
    await monitor.start();
    await monitor.flush();
    expect(hook.notifications).toEqual([]);
    // What could not send then owes it still.
    expect(own.notifications.map(({ title }) => title)).toEqual([
      'Critical error: process uncaughtException',
    ]);
    expect(monitor.channelStats().hook).toMatchObject({ sent: 1, pending: 0 });
    await monitor.stop();
  });

  test('holds up a program that lives on no second time, whether its receiver answers or not', async () => {
    server.answer({ fault: 'silent' });
    const channels = { hook: ['webhookChannel', { url: server.origin }] } as const;
    const { code, stdout, ms } = await live({ channels, journal: join(folder, 'lives.db'), lives: 3 });
    expect(code).toBe(0);
    expect(ms).toBeLessThan(25_000);
    expect(
      stdout.match(/\[CRITICAL\] Critical error: process uncaughtException: TypeError: boom/g),
    ).toHaveLength(1);
    // Once by the other process, once by the sink, which is then stopped.
    const first = server.requests.filter(({ body }) => body.includes('TypeError: boom'));
    expect(first.length).toBeLessThanOrEqual(2);
  });

  test('is sent by one process, whatever the host loads first', async () => {
    server.answer({ status: 204 });
    const channels = { hook: ['webhookChannel', { url: server.origin }] } as const;
    const preload = join(folder, 'preload.mjs');
    // One that would do as the host does, wherever it is loaded.
    await writeFile(
      preload,
      `process.argv[2] ??= ${JSON.stringify(JSON.stringify({ channels }))};\nawait import(${JSON.stringify(CHILD)});`,
    );
    const { code } = await live({ channels, journal: join(folder, 'preload.db') }, `--import ${preload}`);
    expect(code).toBe(1);
    expect(server.requests).toHaveLength(1);
  });

  test('is told once if the program catches the error and lives on', async () => {
    server.answer({ status: 204 });
    const channels = { hook: ['webhookChannel', { url: server.origin }] } as const;
    const { code, stdout, stderr } = await live({ channels, lives: 1, renews: true });
    expect([code, stdout]).toEqual([0, '']);
    expect(server.requests).toHaveLength(1);
    // Of the two channels one sent it, before and after their sinks are made anew.
    expect(stderr).toBe('sent [[1,0],[1,0]]\n');
  });
});
