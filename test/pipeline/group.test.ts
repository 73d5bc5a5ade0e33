import { from, Subject, take } from 'rxjs';
import { describe, expect, test } from 'vitest';
import type { Alert } from '../../src/domain/alert.js';
import type { Notification } from '../../src/domain/notification.js';
import type { Severity } from '../../src/domain/severity.js';
import { type GroupOptions, group } from '../../src/pipeline/group.js';
import type { PipelineInput } from '../../src/pipeline/item.js';
import { VirtualClock } from '../../src/testing/virtual-clock.js';
import { alertOf } from '../support/alerts.js';
import { notificationsOf, play, type TimedInput } from '../support/timeline.js';

const RULES: GroupOptions = { window: '60s', summarizeAfter: 3 };

const at = (seconds: number, severity: Severity = 'warning', parts: Partial<Alert> = {}): TimedInput => [
  seconds,
  alertOf({ id: `a${seconds}`, severity, ...parts }),
];
const throttled = (seconds: number, severity: Severity = 'warning'): TimedInput => [
  seconds,
  { type: 'alert', alert: alertOf({ id: `t${seconds}`, severity }), suppressed: 'throttled' },
];

function told(
  inputs: readonly TimedInput[],
  until: number,
  rules: GroupOptions | false = RULES,
): Promise<string[]> {
  const clock = new VirtualClock();
  return play(clock, group(rules, clock), inputs, until).then(notificationsOf);
}

describe('group', () => {
  test('tells the first at once, the third as repeated, the rest at the window end, and then closes', async () => {
    expect(await told([at(0), at(1), at(2), at(3), at(59), at(130)], 300)).toEqual([
      '0s first 1/1 Title',
      '2s repeated 2/3 Repeated: Title',
      '60s digest 2/5 Repeated: Title',
      '130s first 1/1 Title',
    ]);
  });

  test('says of each alert whether it was told at once or counted', async () => {
    const clock = new VirtualClock();
    const lines = await play(clock, group(RULES, clock), [at(0), at(1), at(2), at(3)], 30);
    expect(lines).toEqual([
      '0s a0 notified',
      '0s first 1/1 Title',
      '1s a1 grouped',
      '2s a2 notified',
      '2s repeated 2/3 Repeated: Title',
      '3s a3 grouped',
    ]);
  });

  test('ends its windows on the grid of its opening, not of its last alert', async () => {
    expect(await told([at(0), at(50), at(70), at(110), at(125)], 300)).toEqual([
      '0s first 1/1 Title',
      '60s digest 1/2 Repeated: Title',
      '70s repeated 1/3 Repeated: Title',
      '120s digest 1/4 Repeated: Title',
      '180s digest 1/5 Repeated: Title',
    ]);
  });

  test('stays open over a window with a digest and closes at the first window end without one', async () => {
    expect(await told([at(0), at(30), at(119), at(181)], 300)).toEqual([
      '0s first 1/1 Title',
      '60s digest 1/2 Repeated: Title',
      '119s repeated 1/3 Repeated: Title',
      '181s first 1/1 Title',
    ]);
  });

  test('repeats once only, however many come', async () => {
    const storm = Array.from({ length: 500 }, (_, i) => at(i / 10));
    expect(await told(storm, 200)).toEqual([
      '0s first 1/1 Title',
      '0.2s repeated 2/3 Repeated: Title',
      '60s digest 497/500 Repeated: Title',
    ]);
  });

  test('tells an alert more severe than any so far at once, each step up once', async () => {
    expect(await told([at(0), at(1, 'error'), at(2, 'error'), at(3, 'critical'), at(4)], 70)).toEqual([
      '0s first 1/1 Title',
      '1s escalated 1/2 Title',
      '2s repeated 1/3 Repeated: Title',
      '3s escalated 1/4 Title',
      '60s digest 1/5 Repeated: Title',
    ]);
  });

  test('gives one escalated for an alert that both escalates and reaches the mark', async () => {
    expect(await told([at(0), at(1), at(2, 'error'), at(3), at(4)], 70)).toEqual([
      '0s first 1/1 Title',
      '2s escalated 2/3 Title',
      '60s digest 2/5 Repeated: Title',
    ]);
  });

  test('carries the highest severity that a notification tells of', async () => {
    const clock = new VirtualClock();
    const notifications = await collect(
      clock,
      [at(0, 'error'), at(1), at(2), at(3, 'critical'), at(4), at(5, 'error')],
      61,
    );
    expect(notifications.map(({ reason, severity }) => `${reason} ${severity}`)).toEqual([
      'first error',
      'repeated warning',
      'escalated critical',
      'digest error',
    ]);
  });

  test('keeps groups of different keys apart', async () => {
    expect(
      await told([at(0, 'warning', { key: 'x', title: 'X' }), at(1, 'warning', { key: 'y', title: 'Y' })], 5),
    ).toEqual(['0s first 1/1 X', '1s first 1/1 Y']);
  });

  test('tells each alert by itself when it is off', async () => {
    expect(await told([at(0), at(1), at(2)], 100, false)).toEqual([
      '0s first 1/1 Title',
      '1s first 1/1 Title',
      '2s first 1/1 Title',
    ]);
  });
});

describe('group with a wait', () => {
  const WAIT: GroupOptions = { ...RULES, wait: '10s' };

  test('tells after the wait, together with what came meanwhile, in one first', async () => {
    expect(await told([at(0), at(9), at(11)], 65, WAIT)).toEqual([
      '10s first 2/2 Title',
      '11s repeated 1/3 Repeated: Title',
    ]);
  });

  test('ends the wait in one first even if it escalated and passed the mark', async () => {
    expect(
      await told([at(0), at(1), at(2, 'critical'), at(3), at(12), at(13, 'critical')], 65, WAIT),
    ).toEqual(['10s first 4/4 Title', '60s digest 2/6 Repeated: Title']);
  });

  test('counts the window from the opening, not from the end of the wait', async () => {
    expect(await told([at(0), at(50)], 200, WAIT)).toEqual([
      '10s first 1/1 Title',
      '60s digest 1/2 Repeated: Title',
    ]);
  });

  test('gives no digest before its first when the wait outlasts the window', async () => {
    const slow: GroupOptions = { wait: '25s', window: '10s', summarizeAfter: 3 };
    expect(await told([at(0), at(12), at(26)], 100, slow)).toEqual([
      '25s first 2/2 Title',
      '26s repeated 1/3 Repeated: Title',
    ]);
  });

  test('tells once when wait and window are equal', async () => {
    expect(await told([at(0)], 100, { wait: '10s', window: '10s', summarizeAfter: 3 })).toEqual([
      '10s first 1/1 Title',
    ]);
  });
});

describe('group and throttled alerts', () => {
  test('counts them into the digest; they neither repeat nor escalate by themselves', async () => {
    expect(await told([at(0), throttled(1), throttled(2, 'error'), throttled(3)], 200)).toEqual([
      '0s first 1/1 Title',
      '60s digest 3/4 Repeated: Title',
    ]);
  });

  test('is opened silently by one and tells it in the digest', async () => {
    expect(await told([throttled(0), throttled(5)], 200)).toEqual(['60s digest 2/2 Repeated: Title']);
  });

  test('that was opened silently tells the first one that passes at once, accounting for all', async () => {
    expect(await told([throttled(0), at(5)], 200)).toEqual(['5s first 2/2 Title']);
  });

  test('lets the mark that a throttled one reached be told by the next that passes', async () => {
    expect(await told([at(0), throttled(1), throttled(2), at(3)], 50)).toEqual([
      '0s first 1/1 Title',
      '3s repeated 3/4 Repeated: Title',
    ]);
  });

  test('passes them on still marked, and does not count what was held back for another reason', async () => {
    const clock = new VirtualClock();
    const silenced: TimedInput = [2, { type: 'alert', alert: alertOf({ id: 's' }), suppressed: 'silenced' }];
    expect(await play(clock, group(RULES, clock), [at(0), throttled(1), silenced], 61)).toEqual([
      '0s a0 notified',
      '0s first 1/1 Title',
      '1s t1 suppressed throttled',
      '2s s suppressed silenced',
      '60s digest 1/2 Repeated: Title',
    ]);
  });
});

describe('the words of a group', () => {
  test('a repeated one says how many times in which window', async () => {
    const [, repeated] = await collect(new VirtualClock(), [at(0), at(1), at(2)], 3);
    expect(repeated).toMatchObject({ title: 'Repeated: Title', message: '3 times within 1m' });
  });

  test('a digest says how many in its window and since when in all', async () => {
    const notifications = await collect(new VirtualClock(), [at(0), at(1), at(2), at(3), at(61)], 121);
    expect(notifications.at(-1)?.message).toBe('1 time within 1m, 5 since it began 2m ago');
  });

  test('samples the newest, at most a hundred, newest last, and counts exactly', async () => {
    const storm = Array.from({ length: 450 }, (_, i) => at(1 + i / 100));
    const digest = (await collect(new VirtualClock(), [at(0), ...storm], 61)).at(-1);
    expect(digest).toMatchObject({ reason: 'digest', count: 448, total: 451 });
    const sample = digest?.alerts.map(({ id }) => id) ?? [];
    expect(sample.length).toBeGreaterThan(0);
    expect(sample.length).toBeLessThanOrEqual(100);
    const came = storm.map(([seconds]) => `a${seconds}`);
    expect(sample).toEqual(came.slice(-sample.length));
  });
});

describe('a group stream', () => {
  test('tells what it owes when the source completes, and leaves no timer', () => {
    const clock = new VirtualClock();
    const source = new Subject<PipelineInput>();
    const reasons: string[] = [];
    source.pipe(group(RULES, clock)).subscribe((item) => {
      if (item.type === 'notification')
        reasons.push(`${item.notification.reason} ${item.notification.count}`);
    });
    source.next(alertOf());
    source.next(alertOf());
    source.complete();
    expect(reasons).toEqual(['first 1', 'digest 1']);
    expect(clock.pendingTasks).toBe(0);
  });

  test('leaves no timer when its consumer ends with a digest', async () => {
    const clock = new VirtualClock();
    const source = new Subject<PipelineInput>();
    // Two alerts give three items: notified, first, grouped; the fourth is the digest.
    source.pipe(group(RULES, clock), take(4)).subscribe();
    source.next(alertOf());
    source.next(alertOf());
    await clock.advance('60s');
    expect(clock.pendingTasks).toBe(0);
  });

  test('leaves no timer when its consumer has enough of a source that does not stop by itself', () => {
    const clock = new VirtualClock();
    from([alertOf({ key: 'a' }), alertOf({ key: 'b' })])
      .pipe(group(RULES, clock), take(1))
      .subscribe();
    expect(clock.pendingTasks).toBe(0);
  });
});

async function collect(
  clock: VirtualClock,
  inputs: readonly TimedInput[],
  until: number,
): Promise<Notification[]> {
  const notifications: Notification[] = [];
  const source = new Subject<PipelineInput>();
  const subscription = source.pipe(group(RULES, clock)).subscribe((item) => {
    if (item.type === 'notification') notifications.push(item.notification);
  });
  for (const [seconds, input] of inputs) clock.setTimeout(() => source.next(input), seconds * 1000);
  await clock.advance(until * 1000);
  subscription.unsubscribe();
  return notifications;
}
