import { randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sqliteJournal } from '../../src/runtime/sqlite-journal.js';
import { bundleChild } from './bundle-child.js';
import { type LaneRecord, type LifeRecord, runLane } from './crash-lane.js';
import { lifePlans } from './crash-plan.js';
import { killWhileMade } from './kill-while-made.js';
import {
  conditionsToldWrong,
  confusedKeys,
  disorder,
  emptyReceipts,
  oddSuppressions,
  raisedTwice,
  sentOnceTooOften,
  statusesOffModel,
  unbalancedGroups,
  unclearFates,
  undelivered,
} from './lane-findings.js';
import { type JournalFile, readJournal } from './read-journal.js';

/** See test/support/seed.ts for how to choose another one. */
const seed = fc.readConfigureGlobal().seed ?? randomInt(2 ** 31);

/** How many lives there are on each of the two files before the last ones, which are not killed. */
const LIVES = 150;
/** How many files are killed while they are made. */
const NEW_FILES = 40;

const LONG = 600_000;

/** Every alert by itself, so that each must arrive. */
const SINGLE = { throttle: false, group: false };
/** Everything as it is by default: throttled, and told in groups over windows of a minute. */
const DEFAULTS = {};
/** Until when all windows are over, in milliseconds. */
const OVER = 600_000;

let folder: string;
let script: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-crash-'));
  script = await bundleChild(folder);
}, LONG);

afterAll(() => rm(folder, { recursive: true, force: true }));

describe(`a monitor that is killed at any instant (seed ${seed})`, { timeout: LONG }, () => {
  test.concurrent('tells each alert that it gave a receipt for', async () => {
    await onNewFile(async (path) => {
      const lane = await runLane({ script, path, alerts: SINGLE, plans: lifePlans(seed, LIVES), aheadMs: 0 });
      const file = readJournal(path);
      expectWhole(lane, file);
      expect(unclearFates(file)).toEqual([]);
      expect(oddSuppressions(file, [])).toEqual([]);
    });
  });

  test.concurrent('accounts for each alert in groups', async () => {
    await onNewFile(async (path) => {
      const plans = lifePlans(seed + 1, LIVES);
      const lane = await runLane({ script, path, alerts: DEFAULTS, plans, aheadMs: OVER });
      const file = readJournal(path);
      expectWhole(lane, file);
      expect(unbalancedGroups(file)).toEqual([]);
      expect(oddSuppressions(file, ['throttled', 'untold'])).toEqual([]);
      const reasons = file.of('notification.requested').map(({ data }) => data.notification.reason);
      expect(reasons).toEqual(expect.arrayContaining(['first', 'repeated', 'digest', 'resolved']));
    });
  });

  test('can open what it was making when it was killed', async () => {
    const refused: string[] = [];
    let killed = 0;
    for (let i = 1; i <= NEW_FILES; i++) {
      await onNewFile(async (path) => {
        if (await killWhileMade(script, path, i)) killed++;
        const journal = sqliteJournal(path);
        await journal
          .open()
          .catch(({ message }: Error) => refused.push(`at change ${i}: ${message.replaceAll(path, '…')}`));
        await journal.close();
      });
    }
    expect(refused).toEqual([]);
    expect(killed).toBeGreaterThan(0);
  });
});

/** A file that stays if something goes wrong with it. */
async function onNewFile(use: (path: string) => Promise<void>): Promise<void> {
  const place = await mkdtemp(join(tmpdir(), 'tocsin-crash-journal-'));
  const path = join(place, 'journal.db');
  try {
    await use(path);
  } catch (cause) {
    throw new Error(`seed ${seed}; the journal is kept at ${path}: ${String(cause)}`, { cause });
  }
  await rm(place, { recursive: true, force: true });
}

/** What must hold whatever the rules for alerts. */
function expectWhole(lane: LaneRecord, file: JournalFile): void {
  expectEveryPhase(lane.lives);
  expect(file.integrity).toBe('ok');
  expect(disorder(file)).toEqual([]);

  expect(emptyReceipts(lane, file)).toEqual([]);
  expect(raisedTwice(file)).toEqual([]);
  expect(undelivered(lane, file)).toEqual([]);
  expect(file.of('delivery.abandoned')).toEqual([]);

  expect(confusedKeys(lane, file)).toEqual([]);
  expect(sentOnceTooOften(lane, file)).toEqual([]);
  // Else the two above have nothing to look at.
  expect(lane.received.length).toBeGreaterThan(
    new Set(lane.received.map((sent) => sent.idempotencyKey)).size,
  );

  expect(conditionsToldWrong(file)).toEqual([]);
  expect(lane.receivedAfterwards).toEqual([]);
  const dead = file.of('alert.raised').filter(({ subject }) => subject === 'service_health:dead');
  expect(dead.map(({ data }) => data.alert.severity)).toEqual(['warning', 'error']);

  expectTotals(lane, file);
}

/** The kills must have met it in everything that it does. */
function expectEveryPhase(lives: readonly LifeRecord[]): void {
  const killedIn = (phase: LifeRecord['reached']): number =>
    lives.filter(({ reached }) => reached === phase).length;
  expect(killedIn('opening')).toBeGreaterThan(lives.length / 30);
  expect(killedIn('ready')).toBeGreaterThan(lives.length / 8);
  expect(killedIn('stopping')).toBeGreaterThan(lives.length / 30);
  expect(lives.filter(({ delivering }) => delivering).length).toBeGreaterThan(lives.length / 30);
}

/** What the last life knew must be what the journal holds. */
function expectTotals({ totals }: LaneRecord, file: JournalFile): void {
  expect(totals.raised).toBe(file.of('alert.raised').length);
  expect(totals.channel).toEqual({
    pending: 0,
    sent: file.of('delivery.succeeded').length,
    failedAttempts: file.of('delivery.failed').length,
    abandoned: 0,
  });
  expect(totals.services.map(({ name }) => name).sort()).toEqual(['dead', 'moody', 'steady']);
  for (const { name, status, totalChecks, totalFailures, consecutiveFailures } of totals.services) {
    const { found, expected } = statusesOffModel(file, name);
    expect(found, name).toEqual(expected);
    const checks = file.of('check.completed').filter(({ subject }) => subject === name);
    const failures = checks.filter(({ data }) => data.outcome === 'fail');
    const sound = checks.findLastIndex(({ data }) => data.outcome !== 'fail');
    expect({ name, totalChecks, totalFailures, consecutiveFailures }).toEqual({
      name,
      totalChecks: checks.length,
      totalFailures: failures.length,
      consecutiveFailures: checks.length - 1 - sound,
    });
    expect(expected.at(-1), name).toMatch(new RegExp(`-> ${status}$`));
  }
  const firing = totals.incidents.filter(({ status }) => status !== 'resolved');
  expect(firing).toEqual([{ key: 'service_health:dead', status: 'firing', told: true, count: 2 }]);
}
