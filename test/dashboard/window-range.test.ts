import { describe, expect, it } from 'vitest';
import { entryRange, lineRange, placeEntries } from '../../dashboard/src/state/window-range.js';

const service = { type: 'service' } as const;
const group = { type: 'group' } as const;

describe('the part of a list that is drawn', () => {
  it('stands in as many lanes as there are, the head of a group in a line of its own', () => {
    const entries = [group, service, service, service, group, service, service];
    const { places, lines } = placeEntries(entries, 2);
    expect(places.map(({ line, lane }) => `${line}.${lane}`)).toEqual([
      '0.0',
      '1.0',
      '1.1',
      '2.0',
      '3.0',
      '4.0',
      '4.1',
    ]);
    expect(lines).toBe(5);
    expect(placeEntries([], 3)).toEqual({ places: [], lines: 0 });
    expect(placeEntries([service, service, service], 2).lines).toBe(2);
  });

  it('covers all that is seen, wherever it is scrolled', () => {
    for (let scrolled = -500; scrolled < 80_500; scrolled += 37) {
      const { first, end } = lineRange({ scrolled, height: 900, lineHeight: 40 }, 2_000);
      const top = Math.max(0, Math.min(1_999, Math.floor(scrolled / 40)));
      const bottom = Math.min(2_000, Math.ceil((scrolled + 900) / 40));
      expect(first).toBeLessThanOrEqual(top);
      expect(end).toBeGreaterThanOrEqual(bottom);
      expect(end - first).toBeLessThanOrEqual(23 + 24);
    }
  });

  it('stays the same while one scrolls a little', () => {
    const at = (scrolled: number) => lineRange({ scrolled, height: 900, lineHeight: 40 }, 2_000);
    expect(at(4_801)).toEqual(at(5_039));
    expect(at(5_040)).not.toEqual(at(5_039));
  });

  it('is small whatever is measured', () => {
    for (const lineHeight of [0, -1, 0.01, Number.NaN]) {
      const { first, end } = lineRange({ scrolled: 0, height: 1e9, lineHeight }, 1e6);
      expect(end - first).toBeLessThanOrEqual(160);
    }
    expect(lineRange({ scrolled: 1e9, height: 900, lineHeight: 40 }, 10)).toEqual({ first: 9, end: 10 });
    expect(lineRange({ scrolled: 0, height: 900, lineHeight: 40 }, 0)).toEqual({ first: 0, end: 0 });
  });

  it('is found among the entries by its lines', () => {
    const { places } = placeEntries([group, service, service, service, group, service], 2);
    expect(entryRange(places, { first: 1, end: 3 })).toEqual({ first: 1, end: 4 });
    expect(entryRange(places, { first: 0, end: 99 })).toEqual({ first: 0, end: 6 });
    expect(entryRange([], { first: 0, end: 5 })).toEqual({ first: 0, end: 0 });
  });
});
