import { from, Subject, take } from 'rxjs';
import { describe, expect, test } from 'vitest';
import type { Alert } from '../../src/domain/alert.js';
import { throttle } from '../../src/pipeline/throttle.js';
import { VirtualClock } from '../../src/testing/virtual-clock.js';
import { alertOf } from '../support/alerts.js';
import { play, type TimedInput } from '../support/timeline.js';

const at = (seconds: readonly number[], parts: Partial<Alert> = {}): TimedInput[] =>
  seconds.map((s) => [s, alertOf({ id: `a${s}`, ...parts })]);

describe('throttle', () => {
  test('holds back the eleventh alert in a window', async () => {
    const clock = new VirtualClock();
    const lines = await play(
      clock,
      throttle({ limit: 10, window: '1m' }, clock),
      Array.from({ length: 11 }, (_, i) => [0, alertOf({ id: `a${i + 1}` })]),
      1,
    );
    expect(lines.slice(-2)).toEqual(['0s a10 passed', '0s a11 suppressed throttled']);
  });

  test('slides: a place is free exactly one window after the alert that took it, not a moment before', async () => {
    const clock = new VirtualClock();
    const lines = await play(
      clock,
      throttle({ limit: 2, window: '10s' }, clock),
      at([0, 6, 9.999, 10, 10.001, 15.999, 16]),
      60,
    );
    expect(lines).toEqual([
      '0s a0 passed',
      '6s a6 passed',
      '9.999s a9.999 suppressed throttled',
      '10s a10 passed',
      '10.001s a10.001 suppressed throttled',
      '15.999s a15.999 suppressed throttled',
      '16s a16 passed',
    ]);
  });

  test('counts only what passed: held back alerts do not prolong the wait', async () => {
    const clock = new VirtualClock();
    const lines = await play(
      clock,
      throttle({ limit: 1, window: '10s' }, clock),
      at([0, 1, 2, 3, 9, 10]),
      60,
    );
    expect(lines.filter((line) => line.includes('passed'))).toEqual(['0s a0 passed', '10s a10 passed']);
  });

  test('counts each key by itself', async () => {
    const clock = new VirtualClock();
    const lines = await play(
      clock,
      throttle({ limit: 1, window: '10s' }, clock),
      [...at([0, 2], { key: 'x' }), ...at([1, 3], { key: 'y' })],
      60,
    );
    expect(lines).toEqual([
      '0s a0 passed',
      '1s a1 passed',
      '2s a2 suppressed throttled',
      '3s a3 suppressed throttled',
    ]);
  });

  test('lets exempt severities pass without using up the limit of others', async () => {
    const clock = new VirtualClock();
    const lines = await play(
      clock,
      throttle({ limit: 1, window: '10s' }, clock),
      [...at([0, 1, 3], { severity: 'critical' }), ...at([2, 4])],
      60,
    );
    expect(lines).toEqual([
      '0s a0 passed',
      '1s a1 passed',
      '2s a2 passed',
      '3s a3 passed',
      '4s a4 suppressed throttled',
    ]);
  });

  test('has no exempt severity when the list is empty', async () => {
    const clock = new VirtualClock();
    const operator = throttle({ limit: 1, window: '10s', exempt: [] }, clock);
    const lines = await play(clock, operator, at([0, 1], { severity: 'critical' }), 2);
    expect(lines).toEqual(['0s a0 passed', '1s a1 suppressed throttled']);
  });

  test('lets nothing pass with a limit of 0', async () => {
    const clock = new VirtualClock();
    expect(await play(clock, throttle({ limit: 0, window: '10s' }, clock), at([0]), 1)).toEqual([
      '0s a0 suppressed throttled',
    ]);
  });

  test('never holds back a resolution, nor counts it', async () => {
    const clock = new VirtualClock();
    const operator = throttle({ limit: 1, window: '10s' }, clock);
    const resolved = at([0, 2], { kind: 'condition', status: 'resolved' });
    const lines = await play(clock, operator, [...resolved, ...at([1])], 3);
    expect(lines).toEqual(['0s a0 passed', '1s a1 passed', '2s a2 passed']);
  });

  test('gives no place to what an earlier stage held back', async () => {
    const clock = new VirtualClock();
    const operator = throttle({ limit: 1, window: '10s' }, clock);
    const lines = await play(
      clock,
      operator,
      [[0, { type: 'alert', alert: alertOf({ id: 's' }), suppressed: 'silenced' }], ...at([1])],
      2,
    );
    expect(lines).toEqual(['0s s suppressed silenced', '1s a1 passed']);
  });

  test('keeps no state between subscriptions', async () => {
    const clock = new VirtualClock();
    const operator = throttle({ limit: 1, window: '10s' }, clock);
    expect(await play(clock, operator, at([0]), 1)).toEqual(['0s a0 passed']);
    expect(await play(clock, operator, at([0]), 1)).toEqual(['1s a0 passed']);
  });

  test('lets everything pass when it is off', async () => {
    const clock = new VirtualClock();
    expect(await play(clock, throttle(false, clock), at([0, 0, 0]), 1)).toHaveLength(3);
  });

  test('leaves no timer behind once two windows are over', async () => {
    const clock = new VirtualClock();
    const source = new Subject<Alert>();
    source.pipe(throttle({ limit: 1, window: '10s' }, clock)).subscribe();
    for (let i = 0; i < 1000; i++) source.next(alertOf({ key: `k${i}` }));
    expect(clock.pendingTasks).toBe(1);
    await clock.advance('20s');
    expect(clock.pendingTasks).toBe(0);
    source.next(alertOf({ key: 'k1' }));
    expect(clock.pendingTasks).toBe(1);
  });

  test('leaves no timer behind when its consumer has enough of a source that does not stop by itself', () => {
    const clock = new VirtualClock();
    from([alertOf({ key: 'a' }), alertOf({ key: 'b' }), alertOf({ key: 'c' })])
      .pipe(throttle({ limit: 1, window: '10s' }, clock), take(1))
      .subscribe();
    expect(clock.pendingTasks).toBe(0);
  });
});
