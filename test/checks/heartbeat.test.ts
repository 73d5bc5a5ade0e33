import { describe, expect, it } from 'vitest';
import { heartbeat } from '../../src/checks/heartbeat.js';
import { isHeartbeat } from '../../src/domain/heartbeat.js';
import { configIssues } from '../support/config-issues.js';
import { asGiven } from './support/as-given.js';
import { runOnce } from './support/run-once.js';

const at = (time: string): number => Date.parse(time);
const dueAfter = (check: ReturnType<typeof heartbeat>, time: string): string | undefined => {
  const due = check.heartbeat.nextDue(at(time));
  return due === undefined ? undefined : new Date(due).toISOString();
};

describe('when a job is due', () => {
  it('is a period after its last success', () => {
    expect(dueAfter(heartbeat({ period: '1h' }), '2026-03-01T10:00:00.500Z')).toBe(
      '2026-03-01T11:00:00.500Z',
    );
  });

  it('is the next time of its schedule, in UTC unless it says otherwise', () => {
    const check = heartbeat({ cron: '0 3 * * *' });
    expect(dueAfter(check, '2026-03-01T02:59:59.999Z')).toBe('2026-03-01T03:00:00.000Z');
    expect(dueAfter(check, '2026-03-01T03:00:00Z')).toBe('2026-03-02T03:00:00.000Z');
    expect(dueAfter(check, '2026-03-01T03:00:00.001Z')).toBe('2026-03-02T03:00:00.000Z');
  });

  it.each([
    // Winter: an hour ahead of UTC; summer: two.
    ['2026-01-10T12:00:00Z', '0 3 * * *', '2026-01-11T02:00:00.000Z'],
    ['2026-07-10T12:00:00Z', '0 3 * * *', '2026-07-11T01:00:00.000Z'],
    // The clock is put forward from 2 to 3: half past two does not come, and is made up for at 3.
    ['2026-03-28T12:00:00Z', '30 2 * * *', '2026-03-29T01:00:00.000Z'],
    ['2026-03-29T01:00:00Z', '30 2 * * *', '2026-03-30T00:30:00.000Z'],
    // It is put back from 3 to 2: half past two comes twice, and the job is due once.
    ['2026-10-24T12:00:00Z', '30 2 * * *', '2026-10-25T00:30:00.000Z'],
    ['2026-10-25T00:30:00Z', '30 2 * * *', '2026-10-26T01:30:00.000Z'],
    ['2026-01-10T12:00:00Z', '0 0 1 * *', '2026-01-31T23:00:00.000Z'],
    ['2026-01-10T12:00:00Z', '*/15 * * * * *', '2026-01-10T12:00:15.000Z'],
  ])('after %s by "%s" in Berlin is %s', (time, cron, due) => {
    expect(dueAfter(heartbeat({ cron, timeZone: 'Europe/Berlin' }), time)).toBe(due);
  });
});

describe('how long it may take', () => {
  it.each([
    [{}, 300_000, 300_000],
    [{ grace: '30m' }, 1_800_000, 1_800_000],
    [{ grace: '30m', maxRuntime: '2h' }, 1_800_000, 7_200_000],
    [{ maxRuntime: '2h' }, 300_000, 7_200_000],
    [{ grace: 0, maxRuntime: '1m' }, 0, 60_000],
  ] as const)('is as %j says', (options, graceMs, maxRuntimeMs) => {
    expect(heartbeat({ period: '1d', ...options }).heartbeat).toMatchObject({ graceMs, maxRuntimeMs });
  });
});

describe('a heartbeat', () => {
  it('is known as one', () => {
    expect(isHeartbeat(heartbeat({ period: '1h' }))).toBe(true);
    expect(isHeartbeat(() => true)).toBe(false);
  });

  it('called by hand says that this is not how it works', async () => {
    expect(await runOnce(heartbeat({ period: '1h' }))).toEqual({
      outcome: 'fail',
      message:
        'a heartbeat is judged by its monitor; give it to a service as it is, not within another check',
    });
  });
});

describe('options', () => {
  const WHEN = "say when it is due: either period, such as '1h', or cron, such as '0 3 * * *'";
  const DURATION = "write milliseconds or a text such as '100ms' or '2s'";
  const CRON = "write one with five fields, such as '0 3 * * *' for every day at 3";
  it.each([
    ['{}', [['heartbeat', WHEN]]],
    ['{"period":"1h","cron":"0 3 * * *"}', [['heartbeat', WHEN]]],
    ['{"period":0}', [['heartbeat.period', `0 is not a duration above 0 and up to a year; ${DURATION}`]]],
    [
      '{"period":"1h","timeZone":"Europe/Berlin"}',
      [['heartbeat.timeZone', 'is of use with cron only; leave it out']],
    ],
    [
      '{"cron":"0 3 * * *","timeZone":"Berlin"}',
      [['heartbeat.timeZone', `"Berlin" is not a time zone; write one such as 'Europe/Berlin'`]],
    ],
    ['{"cron":"at three"}', [['heartbeat.cron', `"at three" is not a cron expression; ${CRON}`]]],
    ['{"cron":"0 0 30 2 *"}', [['heartbeat.cron', `"0 0 30 2 *" never comes; ${CRON}`]]],
    [
      '{"cron":"2027-01-01T03:00:00"}',
      [['heartbeat.cron', `"2027-01-01T03:00:00" is not a cron expression; ${CRON}`]],
    ],
    ['{"cron":5}', [['heartbeat.cron', `5 is not a cron expression; ${CRON}`]]],
    [
      '{"period":"1h","grace":"soon","maxRuntime":0,"every":1}',
      [
        [
          'heartbeat.every',
          'there is no such option; the options are period, cron, timeZone, grace, maxRuntime',
        ],
        ['heartbeat.grace', `"soon" is not a duration up to a year; ${DURATION}`],
        ['heartbeat.maxRuntime', `0 is not a duration above 0 and up to a year; ${DURATION}`],
      ],
    ],
  ])('%s are refused', (given, issues) => {
    expect(configIssues(() => heartbeat(asGiven(given)))).toEqual(
      issues.map(([path, message]) => ({ path, message })),
    );
  });
});
