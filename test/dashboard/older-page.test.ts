import { describe, expect, it } from 'vitest';
import { addOlder, nothingOlder, OLDER_PAGE } from '../../dashboard/src/state/older-page.js';

type Item = { id: string; at: number };
const by = { idOf: ({ id }: Item) => id, atOf: ({ at }: Item) => at };
const page = (from: number, count: number, at: (n: number) => number): Item[] =>
  Array.from({ length: count }, (_, n) => ({ id: `${from + n}`, at: at(n) }));

describe('older things', () => {
  it('are looked for up to the millisecond in which what is known begins', () => {
    expect(nothingOlder(500).to).toBe(501);
    expect(nothingOlder(500.5).to).toBe(501);
    expect(nothingOlder(undefined).to).toBeUndefined();
  });

  it('come page by page, those of the millisecond between two pages once', () => {
    const first = addOlder<Item>(
      nothingOlder(1_000),
      page(100, OLDER_PAGE, (n) => 300 + n),
      by,
    );
    expect([first.to, first.exhausted]).toEqual([301, false]);
    const second = addOlder(
      first,
      [
        { id: '99', at: 300 },
        { id: '100', at: 300 },
      ],
      by,
    );
    expect(second.items.slice(0, 3).map(({ id }) => id)).toEqual(['99', '100', '101']);
    expect(second.items).toHaveLength(OLDER_PAGE + 1);
    expect(second.exhausted).toBe(true);
  });

  it('are not looked for in the same millisecond for ever', () => {
    const same = page(0, OLDER_PAGE, () => 300);
    const first = addOlder<Item>(nothingOlder(1_000), same, by);
    expect(first.to).toBe(301);
    expect(addOlder(first, same, by).to).toBe(300);
  });

  it('have an end', () => {
    expect(addOlder<Item>(nothingOlder(1_000), [], by)).toMatchObject({ items: [], exhausted: true });
  });
});
