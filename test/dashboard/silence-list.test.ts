import { describe, expect, it } from 'vitest';
import { mergeSilences, silenceStatusAt } from '../../dashboard/src/state/silence-list.js';
import { silenceOf } from './states.js';

describe('silences', () => {
  it('come in at the beginning and change in their place', () => {
    const known = [silenceOf('b'), silenceOf('a')];
    const news = [silenceOf('a', { status: 'ended' }), silenceOf('c', { createdAt: 9_000 })];
    expect(mergeSilences(known, news).map(({ id, status }) => `${id} ${status}`)).toEqual([
      'c active',
      'b active',
      'a ended',
    ]);
  });

  it.each([
    ['pending', 999],
    ['active', 1_000],
    ['active', 1_999],
    ['ended', 2_000],
  ])('are %s at %i, whatever the server said last', (status, now) => {
    expect(silenceStatusAt(silenceOf('s', { status: 'pending' }), now)).toBe(status);
  });

  it('that were ended early stay so', () => {
    expect(silenceStatusAt(silenceOf('s', { status: 'ended' }), 1_500)).toBe('ended');
  });
});
