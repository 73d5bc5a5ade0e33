/** How the page is connected to the monitor. */
export type Connection =
  /** The page was just opened. */
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  /** The connection broke, or never came about. */
  | {
      readonly kind: 'reconnecting';
      /** When it broke, in the browser's time. */
      readonly since: number;
      /** Why, if anything is known of it. */
      readonly reason?: string;
    }
  /** The monitor said that it stops; the page waits for it to come back. */
  | { readonly kind: 'stopped'; readonly since: number }
  | { readonly kind: 'unauthorized' };

export type ConnectionEvent =
  | { readonly type: 'opened' }
  | { readonly type: 'bye' }
  | { readonly type: 'broken'; readonly reason?: string }
  | { readonly type: 'unauthorized' };

/** After how long without connection what is shown counts as stale. */
export const STALE_AFTER = 5_000;

/** The connection after something happened to it. */
export function nextConnection(state: Connection, event: ConnectionEvent, now: number): Connection {
  switch (event.type) {
    case 'opened':
      // Each message says so again: that is no news.
      return state.kind === 'live' ? state : { kind: 'live' };
    case 'unauthorized':
      return { kind: 'unauthorized' };
    case 'bye':
      return { kind: 'stopped', since: now };
    case 'broken': {
      // A monitor that said goodbye is not expected to answer.
      if (state.kind === 'stopped') return state;
      const since = state.kind === 'reconnecting' ? state.since : now;
      return { kind: 'reconnecting', since, ...(event.reason === undefined ? {} : { reason: event.reason }) };
    }
  }
}

/** How long there has been no connection, in milliseconds; 0 if there is one. */
export function brokenFor(state: Connection, now: number): number {
  return state.kind === 'reconnecting' || state.kind === 'stopped' ? Math.max(0, now - state.since) : 0;
}

/** Whether what is shown may no longer hold. */
export function isStale(state: Connection, now: number): boolean {
  return state.kind === 'stopped' || brokenFor(state, now) >= STALE_AFTER;
}

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 15_000;

/**
 * How long to wait before the next try: doubling from half a second to 15 s, up to a quarter more by chance, so that many
 * pages do not come back at once.
 *
 * @param failures how many tries failed in a row, from 1
 * @param random from 0 up to 1
 */
export function reconnectPause(failures: number, random: number): number {
  const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.min(failures - 1, 10));
  return Math.round(pause * (1 + random / 4));
}
