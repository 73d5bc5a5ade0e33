import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'libsql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rejectionMode } from '../../src/errors/rejection-mode.js';
import { createMonitor } from '../../src/runtime/create-monitor.js';
import { sqliteJournal } from '../../src/runtime/sqlite-journal.js';
import { recordingChannel } from '../../src/testing/recording-channel.js';

const CHILD = fileURLToPath(new URL('./dying-child.mjs', import.meta.url));
const BUILT = fileURLToPath(new URL('../../dist/src/index.js', import.meta.url));

let folder: string;
let journals = 0;

beforeAll(async () => {
  if (!existsSync(BUILT)) throw new Error('dist is missing; run `npm run build` first');
  folder = await mkdtemp(join(tmpdir(), 'tocsin-hooks-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** How a process ended, and all that it said. */
interface Death {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Life {
  readonly how: string;
  readonly hooks?: 'on' | 'off';
  readonly mode?: string | undefined;
  readonly path: string;
  /** Told when it has started; ends what the child waits for. */
  readonly onStarted?: () => void;
}

async function live({ how, hooks = 'on', mode, path, onStarted }: Life): Promise<Death> {
  const { NODE_OPTIONS: _, ...env } = process.env;
  const flags = mode === undefined ? [] : [`--unhandled-rejections=${mode}`];
  const child = spawn(process.execPath, [...flags, CHILD, path, hooks, how], { env });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
    if (!chunk.includes('started')) return;
    onStarted?.();
    child.stdin.end('go');
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  // It may end before it reads.
  child.stdin.on('error', () => {});
  const [code, signal] = await once(child, 'close');
  return { code, signal, stdout, stderr: withoutChance(stderr, child.pid) };
}

/** What a process said, without what chance decides: its number, and which of Node's own functions ran when it died. */
function withoutChance(said: string, pid: number | undefined): string {
  return said
    .replaceAll(`(node:${pid})`, '(node)')
    .split('\n')
    .filter((line) => !/^ +at .*\(?node:internal\//.test(line))
    .join('\n');
}

/** The critical alert as the console has it. */
const ALERT_LINES = /^\[[-\d :]{19}\] \[CRITICAL\] Critical error: process \w+: \w+.*\n/gm;

function newJournal(): string {
  return join(folder, `${++journals}.db`);
}

/** The keys of the alerts that a process left behind, without what every one begins with. */
async function alertsIn(path: string): Promise<string[]> {
  const keys: string[] = [];
  const journal = sqliteJournal(path);
  for await (const event of journal.read({ types: ['alert.raised'] })) keys.push(event.subject);
  await journal.close();
  return keys;
}

const EXCEPTION = 'permanent:process:uncaughtException';
const REJECTION = 'permanent:process:unhandledRejection';
const TEXT = 'unknown:process:unhandledRejection';

/** What a process does, in which mode, how it ends, and what it leaves behind. `undefined` is Node's default mode. */
const DEATHS: readonly (readonly [mode: string | undefined, how: string, code: number, left: string[]])[] = [
  [undefined, 'exception', 1, [`critical_error:${EXCEPTION}`, 'any']],
  [undefined, 'exception that the program takes', 0, [`critical_error:${EXCEPTION}`, 'any']],
  [undefined, 'exception after which the program exits', 7, [`critical_error:${EXCEPTION}`, 'any']],
  [undefined, 'rejection', 1, [`critical_error:${REJECTION}`, 'any']],
  [undefined, 'rejection with options for other processes', 1, [`critical_error:${REJECTION}`, 'any']],
  [undefined, 'rejection of a text', 1, [`critical_error:${TEXT}`, 'any']],
  [undefined, 'rejection that the program hears of', 0, ['any']],
  [undefined, 'rejection that the program hears of once', 1, ['any', `critical_error:${REJECTION}`, 'any']],
  [undefined, 'rejection that the program hears of no more', 1, [`critical_error:${REJECTION}`, 'any']],
  ['throw', 'rejection', 1, [`critical_error:${REJECTION}`, 'any']],
  ['strict', 'rejection', 1, [`critical_error:${REJECTION}`, 'any']],
  ['strict', 'rejection that the program hears of', 1, [`critical_error:${REJECTION}`, 'any']],
  ['warn', 'rejection', 0, ['any']],
  ['warn', 'rejection that the program hears of', 0, ['any']],
  ['none', 'rejection', 0, ['any']],
  // Node takes it for handled as soon as anybody hears of it, so nobody but the program may.
  ['warn-with-error-code', 'rejection', 1, []],
  ['warn-with-error-code', 'rejection that the program hears of', 0, ['any']],
  ['warn-with-error-code', 'rejection that the program hears of no more', 1, []],
];

describe('a process with hooks', () => {
  test.each(DEATHS)(
    'in mode %s, %s: ends with %i as without them, and leaves %j',
    {
      timeout: 60_000,
    },
    async (mode, how, code, left) => {
      const path = newJournal();
      const [without, with_] = await Promise.all([
        live({ how, mode, hooks: 'off', path: newJournal() }),
        live({ how, mode, hooks: 'on', path }),
      ]);
      expect(with_.stdout).toContain('started');
      // The channel cannot send from another process: what is critical is told on the console.
      const told = left.filter((key) => key.startsWith('critical_error:')).length;
      expect(with_.stdout.match(ALERT_LINES) ?? []).toHaveLength(told);
      expect({ ...with_, stdout: with_.stdout.replace(ALERT_LINES, '') }).toEqual(without);
      expect([with_.code, with_.signal]).toEqual([code, null]);
      expect(await alertsIn(path)).toEqual(left);
    },
  );

  test('loses nothing that it had accepted, and the next one tells of it at once', {
    timeout: 60_000,
  }, async () => {
    const path = newJournal();
    expect((await live({ how: 'exception among alerts', path })).code).toBe(1);
    const left = await alertsIn(path);
    expect(left.slice(0, 50)).toEqual(Array.from({ length: 50 }, (_, i) => `system:alert ${i}`));
    expect(left.slice(50)).toEqual([`critical_error:${EXCEPTION}`, 'any']);

    const ops = recordingChannel();
    const monitor = createMonitor({ channels: { ops }, journal: sqliteJournal(path) });
    await monitor.start();
    await monitor.flush();
    // Most severe first.
    expect(ops.notifications[0]).toMatchObject({
      reason: 'first',
      severity: 'critical',
      title: 'Critical error: process uncaughtException',
      message: 'TypeError: boom',
    });
    await monitor.stop();
  });

  test('is not kept from ending by a journal that cannot be written', { timeout: 60_000 }, async () => {
    const path = newJournal();
    let database: Database.Database | undefined;
    const death = await live({
      how: 'exception when it is told',
      path,
      onStarted() {
        database = new Database(path);
        database.exec('PRAGMA busy_timeout = 5000; BEGIN IMMEDIATE');
      },
    });
    database?.close();
    expect([death.code, death.signal]).toEqual([1, null]);
    expect(death.stdout.replace(ALERT_LINES, '')).toBe('started\nexit with 1\n');
    // It is told all the same.
    expect(death.stdout).toMatch(ALERT_LINES);
    expect(await alertsIn(path)).toEqual([]);
  });
});

describe('the mode of a process', () => {
  test.each([
    [[], undefined, 'throw'],
    [['--unhandled-rejections=warn'], undefined, 'warn'],
    [['--inspect', '--unhandled-rejections', 'none'], undefined, 'none'],
    [['--unhandled_rejections=strict'], undefined, 'strict'],
    [[], '--max-old-space-size=99 --unhandled-rejections=warn-with-error-code', 'warn-with-error-code'],
    [['--unhandled-rejections=strict'], '--unhandled-rejections=none', 'strict'],
    [['--unhandled-rejections=warn', '--unhandled-rejections=none'], undefined, 'none'],
    [['--unhandled-rejections=odd', '--unhandled-rejections-not=warn'], undefined, 'throw'],
  ])('%j with NODE_OPTIONS %j is %s', (execArgv, options, mode) => {
    expect(rejectionMode(execArgv, options)).toBe(mode);
  });
});
