import { describe, expect, it } from 'vitest';
import { pointText } from '../../dashboard/src/text/point-text.js';
import {
  ageText,
  agoText,
  clockText,
  dayText,
  inText,
  shortMomentText,
  spanText,
  stopwatchText,
} from '../../dashboard/src/text/time-text.js';

const S = 1_000;
const M = 60 * S;
const H = 60 * M;
const D = 24 * H;
/** In the zone of whatever machine runs this. */
const at = (day: number, hour = 0, minute = 0): number => new Date(2026, 0, day, hour, minute).getTime();

describe('times', () => {
  it.each([
    [-5, '0s'],
    [999, '0s'],
    [59_999, '59s'],
    [M, '1m'],
    [59 * M + 59 * S, '59m'],
    [3 * H, '3h'],
    [3 * H + 12 * M + 40 * S, '3h 12m'],
    [D, '1d'],
    [40 * D + 5 * H, '40d 5h'],
  ])('say an age of %i ms as %s', (ms, text) => {
    expect(ageText(ms)).toBe(text);
  });

  it('say how long ago something was', () => {
    expect(agoText(0)).toBe('just now');
    expect(agoText(5 * M)).toBe('5m ago');
  });

  it('say in how long something will be', () => {
    expect(inText(5 * M)).toBe('in 5m');
    expect(inText(999)).toBe('now');
    expect(inText(-M)).toBe('now');
  });

  it.each([
    [0, '0:00'],
    [7 * S, '0:07'],
    [12 * M + 3 * S, '12:03'],
    [2 * H + 5 * M, '2:05:00'],
    [D + 2 * H + 15 * M + 9 * S, '1d 2:15:09'],
    [-1, '0:00'],
  ])('tick: %i ms are %s', (ms, text) => {
    expect(stopwatchText(ms)).toBe(text);
  });

  it('are told by the clock on the wall, with the day when that is another one', () => {
    expect(clockText(at(5, 14, 30))).toBe('14:30:00');
    expect(shortMomentText(at(5, 14, 30), at(5, 23))).toBe('14:30');
    expect(shortMomentText(at(4, 14, 30), at(5, 1))).toBe('4 Jan, 14:30');
  });

  it('are told by day', () => {
    const now = at(5, 0, 1);
    expect(dayText(at(5), now)).toBe('Today');
    expect(dayText(at(4, 23, 59), now)).toBe('Yesterday');
    expect(dayText(at(3), now)).toBe('Saturday 3 January');
    expect(dayText(new Date(2025, 11, 31).getTime(), now)).toBe('31 Dec 2025');
  });

  it('are told as spans', () => {
    expect(spanText(at(5, 14), at(5, 14, 30))).toBe('5 Jan, 14:00–14:30');
    expect(spanText(at(5), at(6))).toBe('5 Jan');
    expect(spanText(at(5), at(7))).toBe('5 Jan–6 Jan');
  });

  it('are told with what the checks found', () => {
    const span = { from: at(5, 14), to: at(5, 14, 30) };
    const none = { ...span, checks: 0, failures: 0, warns: 0 };
    expect(pointText(none)).toBe('5 Jan, 14:00–14:30: no checks');
    const latency = { min: 1, mean: 2, max: 9, p50: 2, p90: 5, p95: 6, p99: 8 };
    expect(pointText({ ...span, checks: 30, failures: 1, warns: 2, uptimePercent: 96.6666, latency })).toBe(
      '5 Jan, 14:00–14:30: 30 checks, 1 failure, 2 warnings, 96.66% up, p95 6 ms',
    );
  });
});
