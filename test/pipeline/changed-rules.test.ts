import { Subject, type Subscription, tap } from 'rxjs';
import { describe, expect, test } from 'vitest';
import type { Alert } from '../../src/domain/alert.js';
import type { Duration } from '../../src/domain/duration.js';
import type { Incident } from '../../src/domain/incident.js';
import type { ConditionsView } from '../../src/pipeline/conditions.js';
import { type GroupOptions, group } from '../../src/pipeline/group.js';
import { remind } from '../../src/pipeline/remind.js';
import { resolve } from '../../src/pipeline/resolve.js';
import { KeptStages } from '../../src/pipeline/stage-memory.js';
import { throttle } from '../../src/pipeline/throttle.js';
import { VirtualClock } from '../../src/testing/virtual-clock.js';
import { alertOf } from '../support/alerts.js';
import { lineOf, notificationsOf, type TimedInput } from '../support/timeline.js';
import { playLives, type Stages } from './two-lives.js';

const at = (seconds: number, key = 'k', parts: Partial<Alert> = {}): TimedInput => [
  seconds,
  alertOf({ id: `${key}${seconds}`, key, title: key, ...parts }),
];
const fires = (seconds: number, key = 'k'): TimedInput => at(seconds, key, { kind: 'condition' });
const over = (seconds: number, key = 'k'): TimedInput =>
  at(seconds, key, { kind: 'condition', status: 'resolved' });

/** Conditions that all fire; those named were told. */
function conditionsOf(...told: readonly string[]): ConditionsView {
  return {
    firing: (key): Incident => ({
      key,
      status: 'firing',
      openedAt: 0,
      told: told.includes(key),
      groupKey: key,
      count: 9,
      alert: alertOf({ key, kind: 'condition', title: key }),
    }),
  };
}

const quiet: GroupOptions = { window: '60s', summarizeAfter: 100 };
const grouped =
  (rules: GroupOptions | false, conditions: ConditionsView = conditionsOf()): Stages =>
  (clock, memory) =>
  (source) =>
    source.pipe(group(rules, clock, conditions, memory), resolve(conditions, clock));

describe('a group from before a change of its window', () => {
  test('ends the running window when it would have, and the next ones in the new time: shorter', async () => {
    const lines = await playLives(
      [grouped(quiet), [at(0), at(1)], 10],
      [grouped({ ...quiet, window: '20s' }), [at(15, 'new'), at(16, 'new'), at(65), at(99)], 200],
    );
    expect(notificationsOf(lines)).toEqual([
      '0s first 1/1 k',
      '15s first 1/1 new',
      '35s digest 1/2 Repeated: new',
      '60s digest 1/2 Repeated: k',
      '80s digest 1/3 Repeated: k',
      '100s digest 1/4 Repeated: k',
    ]);
  });

  test('ends the running window when it would have, and the next ones in the new time: longer', async () => {
    const lines = await playLives(
      [grouped({ ...quiet, window: '20s' }), [at(0), at(1)], 10],
      [grouped(quiet), [at(15, 'new'), at(16, 'new'), at(25)], 200],
    );
    expect(notificationsOf(lines)).toEqual([
      '0s first 1/1 k',
      '15s first 1/1 new',
      '20s digest 1/2 Repeated: k',
      '75s digest 1/2 Repeated: new',
      '80s digest 1/3 Repeated: k',
    ]);
  });

  test('says of each window how long it was', async () => {
    const messages: string[] = [];
    const told =
      (rules: GroupOptions): Stages =>
      (clock, memory) =>
      (source) =>
        source.pipe(
          group(rules, clock, undefined, memory),
          tap((item) => {
            if (item.type === 'notification') messages.push(item.notification.message);
          }),
        );
    await playLives([told(quiet), [at(0), at(1)], 10], [told({ ...quiet, window: '20s' }), [at(65)], 90]);
    expect(messages).toEqual([
      '',
      '1 time within 1m, 2 since it began 1m ago',
      '1 time within 20s, 3 since it began 1m 20s ago',
    ]);
  });
});

describe('a group from before a change of its wait', () => {
  test.each([
    ['shorter', '5s', 17],
    ['none', 0, 12],
    ['longer', '40s', 52],
  ] as const)('is told when it would have been, new ones after the new wait: %s', async (_, wait, first) => {
    const lines = await playLives(
      [grouped({ ...quiet, wait: '30s' }), [at(0)], 10],
      [grouped({ ...quiet, wait }), [at(11), at(12, 'new')], 59],
    );
    const expected = [`${first}s first 1/1 new`, '30s first 2/2 k'];
    expect(notificationsOf(lines)).toEqual(first < 30 ? expected : expected.reverse());
  });
});

describe('a group that alerts find no more', () => {
  const byCategory: GroupOptions = { ...quiet, by: ['category'] };
  const byFunction: GroupOptions = { ...quiet, by: ({ key }) => `of ${key}` };

  test.each([
    ['other fields', byCategory],
    ['a function', byFunction],
  ])('tells what it owes at its window end and closes, under %s', async (_, rules) => {
    const lines = await playLives(
      [grouped(quiet), [at(0), at(1)], 10],
      [grouped(rules), [at(12), at(70)], 71],
      // What finds its group again finds none that was given up.
      [grouped(quiet), [at(73)], 300],
    );
    expect(notificationsOf(lines)).toEqual([
      '0s first 1/1 k',
      '12s first 1/1 k',
      '60s digest 1/2 Repeated: k',
      '72s digest 1/2 Repeated: k',
      '73s first 1/1 k',
    ]);
  });

  test.each([
    ['other fields', byCategory],
    ['no groups', false],
  ] as const)('goes on waiting for its first, under %s', async (_, rules) => {
    const lines = await playLives(
      [grouped({ ...quiet, wait: '90s' }), [at(0), at(1)], 10],
      // Once more, while none can be found.
      [grouped(rules), [], 70],
      [grouped(rules), [], 300],
    );
    expect(notificationsOf(lines)).toEqual(['90s first 2/2 k']);
  });

  test('tells what it owes once at its window end when groups are off', async () => {
    const lines = await playLives(
      [grouped(quiet), [at(0), at(1), at(2, 'alone')], 10],
      [grouped(false), [at(12), at(13)], 300],
    );
    expect(notificationsOf(lines)).toEqual([
      '0s first 1/1 k',
      '2s first 1/1 alone',
      '12s first 1/1 k',
      '13s first 1/1 k',
      '60s digest 1/2 Repeated: k',
    ]);
  });

  test.each([
    ['other fields', byCategory],
    ['no groups', false],
  ] as const)('closes with the resolution of a condition that it owes, under %s', async (_, rules) => {
    const lines = await playLives(
      [grouped(quiet, conditionsOf('k')), [fires(0), fires(1), fires(2)], 10],
      [grouped(rules, conditionsOf('k')), [over(12)], 300],
    );
    expect(notificationsOf(lines)).toEqual(['0s first 1/1 k', '12s resolved 2/3 Resolved: k']);
  });

  test.each([
    ['other fields', byCategory],
    ['no groups', false],
  ] as const)('says nothing of a condition that is over before its first, under %s', async (_, rules) => {
    const lines = await playLives(
      [grouped({ ...quiet, wait: '30s' }), [fires(0), fires(1)], 10],
      [grouped(rules), [over(12)], 300],
    );
    expect(lines).toEqual([
      '0s k0 grouped',
      '1s k1 grouped',
      '12s k0 suppressed untold',
      '12s k1 suppressed untold',
      '12s k12 suppressed untold',
    ]);
  });

  test('still tells the rest when a condition is over that fired again under the new rules', async () => {
    const lines = await playLives(
      [grouped(byCategory, conditionsOf('k', 'l')), [fires(0), fires(1), fires(2, 'l')], 10],
      [grouped(quiet, conditionsOf('k', 'l')), [fires(11), fires(12), over(13)], 300],
    );
    expect(notificationsOf(lines)).toEqual([
      '0s first 1/1 k',
      '11s first 1/1 k',
      '13s resolved 1/2 Resolved: k',
      '60s digest 2/3 Repeated: l and 1 more',
    ]);
  });

  test('takes nothing along any more once it is closed', async () => {
    const conditions = conditionsOf('k', 'l');
    const lines = await playLives(
      [grouped(byCategory, conditions), [fires(0), fires(1), fires(2, 'l')], 10],
      [grouped(quiet, conditions), [over(12), over(13, 'l')], 300],
    );
    expect(notificationsOf(lines)).toEqual([
      '0s first 1/1 k',
      '12s resolved 2/3 Resolved: k',
      '13s resolved 0/9 Resolved: l',
    ]);
  });

  test('takes nothing along once it told of the condition', async () => {
    const conditions = conditionsOf('k');
    const lines = await playLives(
      [grouped({ ...quiet, wait: '30s' }, conditions), [fires(0), fires(1)], 10],
      [grouped(false, conditions), [over(40)], 300],
    );
    expect(notificationsOf(lines)).toEqual(['30s first 2/2 k', '40s resolved 0/9 Resolved: k']);
  });

  test('forgets a condition that is over together with the group that it fired in again', async () => {
    const lines = await playLives(
      [grouped({ ...quiet, wait: '30s' }), [fires(0)], 10],
      [grouped({ ...byCategory, wait: '30s' }), [fires(11), over(12)], 300],
    );
    expect(lines).toEqual([
      '0s k0 grouped',
      '11s k11 grouped',
      '12s k0 suppressed untold',
      '12s k11 suppressed untold',
      '12s k12 suppressed untold',
    ]);
  });

  test('has no part in another of its key', async () => {
    const lines = await playLives(
      [grouped(quiet), [at(0), at(1)], 10],
      [grouped(false), [], 20],
      [grouped(quiet), [at(21), at(22), at(23)], 30],
      [grouped(false), [], 40],
      [grouped(false), [], 300],
    );
    expect(notificationsOf(lines)).toEqual([
      '0s first 1/1 k',
      '21s first 1/1 k',
      '60s digest 1/2 Repeated: k',
      '81s digest 2/3 Repeated: k',
    ]);
  });

  test('is gone with its digest, and leaves no timer', async () => {
    const { clock, stages } = goneOn();
    await clock.advance('1m');
    expect(stages.save()).toMatchObject({ group: { former: { groups: [], windows: [] } } });
    expect(clock.pendingTasks).toBe(0);
  });

  test('tells what it owes when the source completes, and leaves no timer', () => {
    const { clock, source, lines } = goneOn();
    source.complete();
    expect(lines).toEqual(['digest 1/2 Repeated: Title']);
    expect(clock.pendingTasks).toBe(0);
  });

  test('leaves no timer when nobody listens any more', () => {
    const { clock, subscription } = goneOn();
    expect(clock.pendingTasks).toBe(1);
    subscription.unsubscribe();
    expect(clock.pendingTasks).toBe(0);
  });

  test('is told apart from one of the same name under the new rules', async () => {
    const lines = await playLives(
      [grouped(byCategory), [at(0), at(1)], 10],
      [grouped(quiet), [at(12, 'system'), at(13, 'system')], 300],
    );
    expect(notificationsOf(lines)).toEqual([
      '0s first 1/1 k',
      '12s first 1/1 system',
      '60s digest 1/2 Repeated: k',
      '72s digest 1/2 Repeated: system',
    ]);
  });
});

/** A stage without groups that goes on from one with a group that owes an alert. */
function goneOn(): {
  clock: VirtualClock;
  source: Subject<Alert>;
  stages: KeptStages;
  lines: string[];
  subscription: Subscription;
} {
  const before = new KeptStages();
  const alerts = new Subject<Alert>();
  alerts.pipe(group(quiet, new VirtualClock(), undefined, before)).subscribe();
  for (const id of ['a1', 'a2']) alerts.next(alertOf({ id }));
  const clock = new VirtualClock();
  const source = new Subject<Alert>();
  const stages = new KeptStages(before.save());
  const lines: string[] = [];
  const subscription = source
    .pipe(group(false, clock, undefined, stages))
    .subscribe((item) => lines.push(lineOf(item)));
  return { clock, source, stages, lines, subscription };
}

describe('a group from before, under the same rules', () => {
  test('closes with the resolution of its condition', async () => {
    const rules = grouped(quiet, conditionsOf('k'));
    const lines = await playLives(
      [rules, [fires(0), fires(1)], 10],
      [rules, [fires(11), over(12), fires(13)], 300],
    );
    expect(notificationsOf(lines)).toEqual([
      '0s first 1/1 k',
      '12s resolved 2/3 Resolved: k',
      '13s first 1/1 k',
    ]);
  });
});

describe('a throttle window from before', () => {
  const throttled =
    (window: Duration | false): Stages =>
    (clock, memory) =>
      throttle(window !== false && { limit: 1, window }, clock, memory);

  test.each([
    ['longer', '10s', '60s', [9, 59.999, 60], [60]],
    ['shorter', '60s', '10s', [9.999, 10, 19, 20], [10, 20]],
    ['the same', '10s', '10s', [9.999, 10], [10]],
  ] as const)('counts what passed in it: %s', async (_, before, after, seconds, passed) => {
    const lines = await playLives(
      [throttled(before), [at(0)], 5],
      [throttled(after), seconds.map((second) => at(second)), 100],
    );
    expect(lines.filter((line) => line.endsWith(' passed'))).toEqual(
      [0, ...passed].map((second) => `${second}s k${second} passed`),
    );
  });

  test('is forgotten while the throttle is off', async () => {
    const lines = await playLives(
      [throttled('60s'), [at(0)], 5],
      [throttled(false), [at(6)], 7],
      [throttled('60s'), [at(8)], 9],
    );
    expect(lines).toEqual(['0s k0 passed', '6s k6 passed', '8s k8 passed']);
  });
});

describe('a reminder from before', () => {
  const reminded =
    (every: Duration | false): Stages =>
    (clock, memory) =>
    (source) =>
      source.pipe(
        group(false, clock),
        remind(every !== false && { every }, conditionsOf('k', 'l'), clock, memory),
      );

  test.each([
    ['shorter', '60s', '20s', [12, 60, 80]],
    ['longer', '20s', '60s', [12, 20, 80]],
  ] as const)(
    'is due when it would have been, the next after the new time: %s',
    async (_, before, after, due) => {
      const [news, first, second] = due;
      const lines = await playLives(
        [reminded(before), [fires(0)], 10],
        [reminded(after), [fires(news, 'l')], 81],
      );
      const reminders = lines.filter((line) => line.includes('Still firing: k'));
      expect(reminders).toEqual([
        `${first}s reminder 0/9 Still firing: k`,
        `${second}s reminder 0/9 Still firing: k`,
      ]);
      const next = news + (after === '20s' ? 20 : 60);
      expect(lines.find((line) => line.includes('Still firing: l'))).toBe(
        `${next}s reminder 0/9 Still firing: l`,
      );
    },
  );

  test('is forgotten while there are none', async () => {
    const lines = await playLives(
      [reminded('60s'), [fires(0)], 10],
      [reminded(false), [], 20],
      [reminded('60s'), [], 300],
    );
    expect(notificationsOf(lines)).toEqual(['0s first 1/1 k']);
  });
});
