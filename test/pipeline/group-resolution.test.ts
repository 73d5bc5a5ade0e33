import { describe, expect, test } from 'vitest';
import type { Alert } from '../../src/domain/alert.js';
import type { Incident } from '../../src/domain/incident.js';
import { type GroupOptions, group } from '../../src/pipeline/group.js';
import { resolve } from '../../src/pipeline/resolve.js';
import { VirtualClock } from '../../src/testing/virtual-clock.js';
import { alertOf } from '../support/alerts.js';
import { notificationsOf, play, type TimedInput } from '../support/timeline.js';

const RULES: GroupOptions = { window: '60s', summarizeAfter: 3 };

const firing = (seconds: number, key = 'k', parts: Partial<Alert> = {}): TimedInput => [
  seconds,
  alertOf({ id: `${key}${seconds}`, key, title: key, kind: 'condition', ...parts }),
];
const event = (seconds: number, key = 'k'): TimedInput => firing(seconds, key, { kind: 'event' });
const over = (seconds: number, key = 'k'): TimedInput => firing(seconds, key, { status: 'resolved' });

/** Plays through the group and resolve stages; conditions of `toldKeys` were told before. */
function through(
  rules: GroupOptions,
  toldKeys: readonly string[],
  inputs: readonly TimedInput[],
  until = 300,
): Promise<string[]> {
  const clock = new VirtualClock();
  const conditions = {
    firing: (key: string): Incident => ({
      key,
      status: 'firing',
      openedAt: 0,
      told: toldKeys.includes(key),
      groupKey: key,
      count: 1,
      alert: alertOf({ key, kind: 'condition' }),
    }),
  };
  return play(
    clock,
    (source) => source.pipe(group(rules, clock, conditions), resolve(conditions, clock)),
    inputs,
    until,
  );
}

describe('a resolution', () => {
  test('takes along what its group owes and closes it', async () => {
    const lines = await through(RULES, ['k'], [firing(0), firing(1), over(2), firing(3)]);
    expect(lines).toEqual([
      '0s k0 notified',
      '0s first 1/1 k',
      '1s k1 grouped',
      '2s k2 notified',
      '2s resolved 1/2 Resolved: k',
      '3s k3 notified',
      '3s first 1/1 k',
    ]);
  });

  test('has the count 0 when the group owes nothing', async () => {
    expect(notificationsOf(await through(RULES, ['k'], [firing(0), over(1)]))).toEqual([
      '0s first 1/1 k',
      '1s resolved 0/1 Resolved: k',
    ]);
  });

  test('is told after its group has closed, too', async () => {
    expect(notificationsOf(await through(RULES, ['k'], [firing(0), over(200)]))).toEqual([
      '0s first 1/1 k',
      '200s resolved 0/1 Resolved: k',
    ]);
  });

  test('is told although a silence marked it', async () => {
    const silenced: TimedInput = [
      2,
      { type: 'alert', alert: alertOf({ id: 'r', title: 'k', status: 'resolved' }), suppressed: 'silenced' },
    ];
    expect(await through(RULES, ['k'], [silenced])).toEqual(['2s r notified', '2s resolved 0/1 Resolved: k']);
  });

  test('is held back while the service flaps', async () => {
    const flapping: TimedInput = [
      2,
      { type: 'alert', alert: alertOf({ id: 'r', status: 'resolved' }), suppressed: 'flapping' },
    ];
    expect(await through(RULES, ['k'], [firing(0), firing(1), flapping])).toEqual([
      '0s k0 notified',
      '0s first 1/1 k',
      '1s k1 grouped',
      '2s r suppressed flapping',
      '60s digest 1/2 Repeated: k',
    ]);
  });

  test('of a condition that nobody was told of is suppressed, for want of a reason as untold', async () => {
    const silenced: TimedInput = [
      2,
      { type: 'alert', alert: alertOf({ id: 's', status: 'resolved' }), suppressed: 'silenced' },
    ];
    expect(await through(RULES, [], [over(1), silenced])).toEqual([
      '1s k1 suppressed untold',
      '2s s suppressed silenced',
    ]);
  });
});

describe('a condition that is over within the wait', () => {
  const WAIT: GroupOptions = { ...RULES, wait: '10s', by: ['category'] };

  test('is not told at all: what waited is suppressed as untold', async () => {
    expect(await through(WAIT, [], [firing(0), firing(1), over(2)])).toEqual([
      '0s k0 grouped',
      '1s k1 grouped',
      '2s k0 suppressed untold',
      '2s k1 suppressed untold',
      '2s k2 suppressed untold',
    ]);
  });

  test('leaves the others of its group to be told', async () => {
    const lines = await through(WAIT, [], [firing(0, 'x'), firing(1, 'y'), over(2, 'x')]);
    expect(notificationsOf(lines)).toEqual(['10s first 2/2 y and 1 more']);
  });

  test('takes no event of its key along', async () => {
    const lines = await through(WAIT, [], [event(0), over(2)]);
    expect(notificationsOf(lines)).toEqual(['10s first 1/1 k']);
  });

  test('loses no other alert of the group behind a storm of its own', async () => {
    const storm = Array.from({ length: 450 }, (_, i) => firing(1 + i / 1000, 'x'));
    const lines = await through(WAIT, [], [event(0, 'y'), ...storm, over(2, 'x')]);
    expect(notificationsOf(lines)).toEqual(['10s first 451/451 x']);
  });

  test('is not told either when all conditions of its group are over', async () => {
    const lines = await through(
      WAIT,
      [],
      [firing(0, 'x'), firing(1, 'y'), over(2, 'x'), over(3, 'y'), firing(20, 'z')],
    );
    expect(notificationsOf(lines)).toEqual(['30s first 1/1 z']);
  });
});

describe('the resolution of one condition among several of a group', () => {
  const BY_CATEGORY: GroupOptions = { ...RULES, by: ['category'], wait: '10s' };

  test('is as severe as what it takes along', async () => {
    const clock = new VirtualClock();
    const items: string[] = [];
    const conditions = {
      firing: (key: string): Incident => ({
        key,
        status: 'firing',
        openedAt: 0,
        told: true,
        toldSeverity: 'warning',
        groupKey: 'system',
        count: 1,
        alert: alertOf({ key, kind: 'condition' }),
      }),
    };
    await play(
      clock,
      (source) =>
        source.pipe(group(BY_CATEGORY, clock, conditions), resolve(conditions, clock), (out) => {
          out.subscribe((item) => {
            if (item.type === 'notification') items.push(`${item.notification.severity} ${item.tells}`);
          });
          return out;
        }),
      [firing(0, 'y', { severity: 'critical' }), over(1, 'x')],
      2,
    );
    expect(items).toEqual(['critical y']);
  });
});
