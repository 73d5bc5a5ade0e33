import { describe, expect, it } from 'vitest';
import { barKind, stripPaths, stripSummary, uptimeOf } from '../../dashboard/src/state/strip-math.js';
import type { StripBar } from '../../src/http/api/views.js';

describe('a strip', () => {
  it.each<[StripBar, string]>([
    [[0, 0, 0], 'none'],
    [[10, 0, 0], 'ok'],
    [[10, 0, 1], 'warn'],
    [[10, 1, 5], 'partly'],
    [[10, 4, 0], 'partly'],
    [[10, 5, 0], 'down'],
    [[1, 1, 0], 'down'],
  ])('shows %j as %s', (bar, kind) => {
    expect(barKind(bar)).toBe(kind);
  });

  it('gives the uptime over all its checks, not over its bars', () => {
    expect(
      uptimeOf([
        [90, 0, 0],
        [10, 10, 0],
        [0, 0, 0],
      ]),
    ).toBe(90);
    expect(uptimeOf([[0, 0, 0]])).toBeUndefined();
    expect(uptimeOf([])).toBeUndefined();
  });

  it('is drawn as one path a kind, the worse the higher', () => {
    const paths = stripPaths([
      [5, 0, 0],
      [5, 5, 0],
      [5, 0, 0],
    ]);
    expect(paths).toEqual([
      { kind: 'ok', d: 'M0 12h3v8h-3zM8 12h3v8h-3z' },
      { kind: 'down', d: 'M4 0h3v20h-3z' },
    ]);
  });

  it('says in words what it shows', () => {
    expect(stripSummary([[0, 0, 0]])).toBe('no checks');
    expect(stripSummary([[5, 0, 0]])).toBe('no failures');
    expect(
      stripSummary([
        [5, 1, 1],
        [5, 0, 2],
        [5, 0, 0],
      ]),
    ).toBe('failures in 1 of 3 bars, warnings in 1');
  });
});
