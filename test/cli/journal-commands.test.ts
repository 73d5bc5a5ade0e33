import { copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Journal } from '../../src/journal/journal.js';
import { sqliteJournal } from '../../src/runtime/sqlite-journal.js';
import { testMonitor } from '../support/monitor.js';
import { runTocsin, startTocsin, type TocsinProcess } from '../support/tocsin-process.js';

// Processes are started; a busy machine takes its time.
vi.setConfig({ testTimeout: 30_000 });

const QUICK =
  'services:\n  host: { check: { type: memory, fail: 100 }, every: 50ms, recoveryThreshold: 1 }\n';
const KILLED = 'SIGKILL';

let directory: string;
const started: TocsinProcess[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tocsin-journal-'));
  await record(sqliteJournal(join(directory, 'week.db')));
});

afterEach(async () => {
  for (const { child, exit } of started.splice(0)) {
    child.kill(KILLED);
    await exit;
  }
});

afterAll(() => rm(directory, { recursive: true, force: true }));

/** A check that passes, and one that fails a day later; on 5 and 6 January 2026. */
async function record(journal: Journal): Promise<void> {
  let well = true;
  const check = () =>
    well ? { outcome: 'pass' as const } : { outcome: 'fail' as const, message: 'refused' };
  const service = { check, failureThreshold: 1, recoveryThreshold: 1 };
  const { monitor, clock } = testMonitor({ journal, services: { api: service } });
  await monitor.check('api');
  await clock.advance('1d');
  well = false;
  await monitor.check('api');
  await monitor.flush();
  await monitor.stop();
}

/** A folder of its own, with these files. */
async function folderWith(name: string, files: Readonly<Record<string, string>>): Promise<string> {
  const folder = join(directory, name);
  await mkdir(folder);
  for (const [file, text] of Object.entries(files)) await writeFile(join(folder, file), text);
  return folder;
}

const run = (cwd: string, ...args: string[]) => runTocsin(args, { cwd });

function start(cwd: string, ...args: string[]): TocsinProcess {
  const tocsin = startTocsin(args, { cwd });
  started.push(tocsin);
  return tocsin;
}

async function stop({ child, exit }: TocsinProcess): Promise<void> {
  child.kill('SIGTERM');
  expect(await exit).toEqual({ code: 0, signal: null });
}

describe('tocsin run', () => {
  it('keeps its events in tocsin.db beside the configuration and goes on from there', async () => {
    const folder = await folderWith('beside', { 'tocsin.config.yaml': QUICK });
    const first = start(directory, 'run', '--config', 'beside/tocsin.config.yaml');
    await first.waitFor(/^Journal {2}beside\/tocsin\.db$/);
    await first.waitFor(/host: unknown -> healthy/);
    await stop(first);
    expect(await readdir(folder)).toContain('tocsin.db');
    const second = start(folder, 'run', '--json');
    await second.waitFor(/"check.completed"/);
    await stop(second);
    const { stdout } = await run(folder, 'events', '--type', 'runtime.*');
    expect(stdout.split('\n').map((line) => line.split(/\s{2,}/)[3])).toEqual([
      'runtime.started',
      'runtime.stopped',
      'runtime.started',
      'runtime.stopped',
    ]);
  });

  it('keeps them where it is told', async () => {
    const folder = await folderWith('told', {
      'tocsin.config.yaml': `${QUICK}journal: { type: sqlite, path: kept.db, durability: relaxed }\n`,
    });
    const configured = start(folder, 'run');
    await configured.waitFor(/^Journal {2}kept\.db$/);
    await configured.waitFor(/host: unknown -> healthy/);
    await stop(configured);
    const named = start(folder, 'run', '--journal', 'named.db');
    await named.waitFor(/^Journal {2}named\.db$/);
    await named.waitFor(/host: unknown -> healthy/);
    await stop(named);
    expect((await readdir(folder)).filter((name) => name.endsWith('.db'))).toEqual(['kept.db', 'named.db']);
  });

  it('keeps nothing in memory', async () => {
    const folder = await folderWith('nothing', { 'tocsin.config.yaml': QUICK });
    const tocsin = start(folder, 'run', '--journal', 'memory');
    await tocsin.waitFor(/^Journal {2}memory: nothing is kept when it stops$/);
    await tocsin.waitFor(/host: unknown -> healthy/);
    await stop(tocsin);
    expect(await readdir(folder)).toEqual(['tocsin.config.yaml']);
  });

  it('takes the journal that a configuration makes', async () => {
    const folder = await folderWith('made', {
      'tocsin.config.mjs': `import { memoryJournal } from 'tocsin';
        export default {
          services: { host: { check: { type: 'memory', fail: 100 }, every: '50ms', recoveryThreshold: 1 } },
          journal: memoryJournal(),
        };`,
    });
    const tocsin = start(folder, 'run');
    await tocsin.waitFor(/^Journal {2}made by the configuration$/);
    await tocsin.waitFor(/host: unknown -> healthy/);
    await stop(tocsin);
    expect(await readdir(folder)).toEqual(['tocsin.config.mjs']);
  });
});

describe('tocsin validate and send', () => {
  it('make no journal', async () => {
    const folder = await folderWith('idle', {
      'tocsin.config.yaml': `${QUICK}channels: { out: { type: console } }\njournal: tocsin.db\n`,
    });
    expect((await run(folder, 'validate')).code).toBe(0);
    expect((await run(folder, 'send', '--channel', 'out')).code).toBe(0);
    expect(await readdir(folder)).toEqual(['tocsin.config.yaml']);
  });
});

describe('tocsin events', () => {
  const STORY = [
    ['1', '2026-01-05 00:00:00', 'runtime.started', 'run id1'],
    ['2', '2026-01-05 00:00:00', 'service.registered', 'api', 'failureThreshold 1, recoveryThreshold 1'],
    ['3', '2026-01-05 00:00:00', 'check.completed', 'api', 'pass in 0ms'],
    ['4', '2026-01-05 00:00:00', 'status.changed', 'api', 'unknown -> healthy'],
    ['5', '2026-01-06 00:00:00', 'check.completed', 'api', 'fail in 0ms: refused'],
    ['6', '2026-01-06 00:00:00', 'status.changed', 'api', 'healthy -> unhealthy: refused'],
  ];
  const cells = (text: string): string[][] => text.split('\n').map((line) => line.trim().split(/\s{2,}/));

  it('shows what a journal holds', async () => {
    const { code, stdout, stderr } = await run(directory, 'events', '--journal', 'week.db');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(cells(stdout).slice(0, 6)).toEqual(STORY);
    expect(
      cells(stdout)
        .map(([, , type]) => type)
        .slice(6),
    ).toEqual([
      'alert.raised',
      'incident.opened',
      'notification.requested',
      'delivery.succeeded',
      'runtime.stopped',
    ]);
  });

  it('shows what is asked for', async () => {
    const args = ['--journal', 'week.db', '--subject', 'api', '--type', 'check.*,status.changed'];
    const { stdout } = await run(directory, 'events', ...args, '--since', '2026-01-05', '--limit', '3');
    expect(cells(stdout)).toEqual(STORY.slice(3));
    const until = await run(directory, 'events', ...args, '--until', '2026-01-06');
    expect(cells(until.stdout)).toEqual(STORY.slice(2, 4));
  });

  it('writes JSON as run does', async () => {
    const { stdout } = await run(directory, 'events', '--journal', 'week.db', '--json', '--limit', '1');
    expect(JSON.parse(stdout)).toEqual({
      position: 11,
      at: Date.UTC(2026, 0, 6),
      type: 'runtime.stopped',
      version: 1,
      subject: '',
      data: {},
    });
  });

  it('reads the journal that the configuration names, and nothing else of it', async () => {
    const folder = await folderWith('named', {
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the syntax of a configuration
      'tocsin.config.yaml': 'services: { api: "${NOT_SET}" }\njournal: kept.db\n',
    });
    await copyFile(join(directory, 'week.db'), join(folder, 'kept.db'));
    const { code, stdout } = await run(folder, 'events', '--limit', '1');
    expect({ code, shown: cells(stdout)[0]?.[2] }).toEqual({ code: 0, shown: 'runtime.stopped' });
  });

  it('says what is missing', async () => {
    const folder = await folderWith('empty', {});
    expect(await run(folder, 'events')).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'there is no journal tocsin.db; tocsin run writes one, --journal names another (ERR_JOURNAL_MISSING)\n',
    });
    const memory = await run(folder, 'events', '--journal', 'memory');
    expect(memory.code).toBe(2);
    expect(memory.stderr).toMatch(/^a journal in memory can be read only by the process that writes it;/);
    const typo = await run(directory, 'events', '--journal', 'week.db', '--type', 'alert.rased');
    expect(typo).toEqual({
      code: 2,
      stdout: '',
      stderr: 'there is no event type alert.rased; did you mean alert.raised?\nSee tocsin events --help\n',
    });
    expect(await readdir(folder)).toEqual([]);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('follows a monitor that runs, until %s', async (signal) => {
    const folder = await folderWith(`follow-${signal}`, { 'tocsin.config.yaml': QUICK });
    const watch = start(folder, 'run');
    await watch.waitFor(/host: unknown -> healthy/);
    const follow = start(folder, 'events', '--follow', '--type', 'check.completed,runtime.stopped', '--json');
    await follow.waitFor(/check\.completed/);
    await stop(watch);
    await follow.waitFor(/runtime\.stopped/);
    follow.child.kill(signal);
    expect(await follow.exit).toEqual({ code: 0, signal: null });
    expect(follow.stderr()).toBe('');
    const positions = follow.lines.map((line): unknown => Reflect.get(Object(JSON.parse(line)), 'position'));
    expect(positions).toEqual([...new Set(positions)].sort((a, b) => Number(a) - Number(b)));
  });

  it('ends quietly when nobody reads it any more', async () => {
    const folder = await folderWith('closed', { 'tocsin.config.yaml': QUICK });
    const watch = start(folder, 'run');
    await watch.waitFor(/host: unknown -> healthy/);
    const follow = start(folder, 'events', '--follow');
    await follow.waitFor(/check\.completed/);
    follow.child.stdout?.destroy();
    expect(await follow.exit).toEqual({ code: 0, signal: null });
    expect(follow.stderr()).toBe('');
    await stop(watch);
  });
});

describe('tocsin replay', () => {
  it('tells the story of a span', async () => {
    const args = ['--journal', 'week.db', '--since', '2026-01-05T12:00', '--until', '2026-01-07'];
    const { code, stdout, stderr } = await run(directory, 'replay', ...args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n')).toEqual([
      '2026-01-05 12:00:00 to 2026-01-07 00:00:00 UTC',
      '',
      '2026-01-06',
      '  00:00:00  api: healthy -> unhealthy after 1d  refused',
      '            alert [ERROR] Service unhealthy: api: refused',
      '            incident opened: service_health:api',
      '            told ops: [ERROR] Service unhealthy: api (first, 1 of 1)',
      '            stopped after 1d',
      '',
      'Totals',
      '  runs            1 stopped',
      '  checks          1: 1 failed',
      '  status changes  1',
      '  alerts          1 raised',
      '  notifications   1: 1 first',
      '  deliveries      1 succeeded',
      '  incidents       1 opened',
      'Checks',
      '  api  1: 1 failed, 0.00 % up',
      'Firing at the end',
      '  service_health:api  for 1d',
    ]);
  });

  it('tells a run that was killed', async () => {
    const folder = await folderWith('killed', { 'tocsin.config.yaml': QUICK });
    const first = start(folder, 'run');
    await first.waitFor(/host: unknown -> healthy/);
    first.child.kill(KILLED);
    await first.exit;
    const second = start(folder, 'run', '--json');
    await second.waitFor(/"check.completed"/);
    await stop(second);
    const { stdout } = await run(folder, 'replay');
    expect(stdout).toMatch(
      /started as run \w+; run \w+ before it ended without a stop \(killed or crashed\), last heard of at \d{4}-/,
    );
    expect(stdout).toMatch(/^ {2}runs {12}2 started, 1 stopped$/m);
  });

  it('refuses a service that it does not know, and a span that is none', async () => {
    const service = await run(directory, 'replay', '--journal', 'week.db', '--service', 'apy');
    expect(service).toEqual({
      code: 2,
      stdout: '',
      stderr: 'the journal knows no service apy; did you mean api?\nSee tocsin replay --help\n',
    });
    const span = await run(directory, 'replay', '--journal', 'week.db', '--since', '1h', '--until', '2h');
    expect(span).toEqual({
      code: 2,
      stdout: '',
      stderr: '--since 1h is not before --until 2h; give an earlier one\nSee tocsin replay --help\n',
    });
  });
});
