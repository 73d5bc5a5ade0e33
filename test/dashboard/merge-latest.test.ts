import { describe, expect, it } from 'vitest';
import { mergeLatest } from '../../dashboard/src/state/merge-latest.js';

type Item = { id: string; at: number; text?: string };
const options = { idOf: ({ id }: Item) => id, atOf: ({ at }: Item) => at, limit: 3 };

describe('the latest of things', () => {
  it('are the same list when there is no news', () => {
    const known = [{ id: 'a', at: 1 }];
    expect(mergeLatest(known, [], options)).toBe(known);
  });

  it('are in order of time, whenever they come', () => {
    const known = [
      { id: 'b', at: 2 },
      { id: 'd', at: 4 },
    ];
    const ids = mergeLatest(known, [{ id: 'c', at: 3 }], options).map(({ id }) => id);
    expect(ids).toEqual(['b', 'c', 'd']);
  });

  it('are replaced in their place, and the oldest leave when there are too many', () => {
    const known = [
      { id: 'a', at: 1 },
      { id: 'b', at: 2 },
      { id: 'c', at: 3 },
    ];
    const news = [
      { id: 'b', at: 2, text: 'new' },
      { id: 'd', at: 4 },
    ];
    expect(mergeLatest(known, news, options)).toEqual([
      { id: 'b', at: 2, text: 'new' },
      { id: 'c', at: 3 },
      { id: 'd', at: 4 },
    ]);
  });
});
