import { describe, expect, it } from 'vitest';
import {
  brokenFor,
  type Connection,
  isStale,
  nextConnection,
  reconnectPause,
  STALE_AFTER,
} from '../../dashboard/src/state/connection.js';

const live: Connection = { kind: 'live' };

describe('the connection', () => {
  it('counts from when it broke, through all tries that fail', () => {
    const broken = nextConnection(live, { type: 'broken', reason: 'gone' }, 1_000);
    expect(broken).toEqual({ kind: 'reconnecting', since: 1_000, reason: 'gone' });
    const still = nextConnection(broken, { type: 'broken' }, 9_000);
    expect(still).toEqual({ kind: 'reconnecting', since: 1_000 });
    expect(brokenFor(still, 9_000)).toBe(8_000);
    expect(nextConnection(still, { type: 'opened' }, 9_500)).toEqual(live);
  });

  it('makes what is shown stale after some seconds, not at once', () => {
    const broken = nextConnection(live, { type: 'broken' }, 1_000);
    expect(isStale(broken, 1_000 + STALE_AFTER - 1)).toBe(false);
    expect(isStale(broken, 1_000 + STALE_AFTER)).toBe(true);
    expect(isStale(live, Number.MAX_SAFE_INTEGER)).toBe(false);
  });

  it('remembers that the monitor said goodbye, and makes all stale at once', () => {
    const stopped = nextConnection(live, { type: 'bye' }, 1_000);
    expect(nextConnection(stopped, { type: 'broken' }, 2_000)).toEqual({ kind: 'stopped', since: 1_000 });
    expect(isStale(stopped, 1_000)).toBe(true);
  });

  it('stays what it is while messages come', () => {
    expect(nextConnection(live, { type: 'opened' }, 1_000)).toBe(live);
  });

  it('is none without the token', () => {
    expect(nextConnection(live, { type: 'unauthorized' }, 1_000)).toEqual({ kind: 'unauthorized' });
  });

  it('is tried again after pauses that double up to 15 s, and up to a quarter more', () => {
    expect([1, 2, 3, 6, 7, 1_000].map((failures) => reconnectPause(failures, 0))).toEqual([
      500, 1_000, 2_000, 15_000, 15_000, 15_000,
    ]);
    expect(reconnectPause(1, 1)).toBe(625);
  });
});
