import { describe, expect, it } from 'vitest';
import { learnOffset } from '../../dashboard/src/state/server-clock.js';

describe("the server's clock", () => {
  it('is known best from the message that was under way for the shortest time', () => {
    const first = learnOffset(undefined, 10_000, 9_300);
    expect(first).toEqual({ offset: 700 });
    expect(learnOffset(first, 20_000, 19_500)).toBe(first);
    expect(learnOffset(first, 30_000, 29_100)).toEqual({ offset: 900 });
  });

  it('is learnt anew when a clock was set', () => {
    const known = { offset: 700 };
    expect(learnOffset(known, 10_000, 3_610_000)).toEqual({ offset: -3_600_000 });
    expect(learnOffset(known, 3_610_000, 10_000)).toEqual({ offset: 3_600_000 });
  });
});
