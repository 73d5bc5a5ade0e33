import type { Clock } from './clock.js';

/** What a check found: it works, it works but is impaired, it does not work. */
export type Outcome = 'pass' | 'warn' | 'fail';

export type Awaitable<T> = T | PromiseLike<T>;

/** What a check is told. */
export interface CheckContext {
  /** The name of the service under test. */
  readonly service: string;
  /** Aborted when the check times out, the service goes away or the monitor stops. Hand it to whatever waits. */
  readonly signal: AbortSignal;
  /**
   * The clock of whoever runs the check, for what depends on the time: a monitor always hands in its own. Only who calls
   * a check by hand may leave it out; checks that cannot do without it then say so.
   */
  readonly clock?: Clock;
}

/** A check's answer when a boolean says too little. */
export interface CheckResult {
  readonly outcome: Outcome;
  /** One line for people. */
  readonly message?: string;
  /** Figures for the journal and for alerts; must be JSON. */
  readonly data?: object;
}

/**
 * Tests one service. `true` or nothing passes, `false` fails, a {@link CheckResult} says more; throwing fails with
 * the error's message. Any other answer is a failure that says what came back.
 *
 * @example
 * const database: Check = async ({ signal }) => { await client.query('select 1', { signal }) }
 */
export type Check = (context: CheckContext) => Awaitable<boolean | void | CheckResult>;

/** A check that was given up and has not answered yet. */
export interface HungCheck {
  readonly service: string;
  /** When that check began, epoch milliseconds. */
  readonly since: number;
}
