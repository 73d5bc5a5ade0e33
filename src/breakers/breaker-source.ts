import type { CircuitStatus } from '../../machines/circuit-breaker.js';
import { ConfigError } from '../domain/config-error.js';
import { errorFacts, errorLine, readProperty } from '../domain/error-facts.js';
import { redactText } from '../domain/redact.js';
import type { Breaker } from './breaker.js';

/** A breaker of opossum's, or one that looks like it. */
export interface OpossumLike {
  readonly opened: boolean;
  readonly halfOpen: boolean;
  readonly enabled?: boolean;
  on(event: string, listener: (...args: unknown[]) => void): unknown;
  removeListener(event: string, listener: (...args: unknown[]) => void): unknown;
}

/** A circuit breaker policy of cockatiel's, or one that looks like it. */
export interface CockatielLike {
  /** 0 closed, 1 open, 2 half open, 3 held open by hand. */
  readonly state: number;
  readonly onStateChange: (listener: (state: number) => void) => { dispose(): void };
  readonly lastFailure?: unknown;
}

/** A breaker of Tocsin's own, or anything with a state to observe. */
export type TocsinBreakerLike = Pick<Breaker, 'state' | 'state$' | 'reason'>;

export type BreakerLike = OpossumLike | CockatielLike | TocsinBreakerLike;

/** What is to be known of a breaker at one moment. */
export interface BreakerSight {
  readonly state: CircuitStatus;
  /** Why, for people; redacted. */
  readonly reason?: string;
}

/** Any breaker, seen in one way. */
export interface BreakerSource {
  look(): BreakerSight;
  /** Tells of each change until the function that it returns is called; `onGone` when the breaker is used no more. */
  watch(onChange: (sight: BreakerSight) => void, onGone: () => void): () => void;
}

/**
 * Finds out what kind of breaker it is.
 *
 * @throws {@link ConfigError} for anything else
 */
export function breakerSource(breaker: BreakerLike): BreakerSource {
  if (isTocsin(breaker)) return tocsinSource(breaker);
  if (isCockatiel(breaker)) return cockatielSource(breaker);
  if (isOpossum(breaker)) return opossumSource(breaker);
  const message =
    'expected a circuit breaker of createBreaker, of opossum, or of cockatiel (the policy that circuitBreaker() makes, not one wrapped around it)';
  throw new ConfigError([{ path: 'watchBreaker', message }]);
}

function tocsinSource(breaker: TocsinBreakerLike): BreakerSource {
  const sight = (state: CircuitStatus): BreakerSight => withReason(state, breaker.reason);
  return {
    look: () => sight(breaker.state),
    watch(onChange) {
      let first = true;
      const changes = breaker.state$.subscribe((state) => {
        // The state that it has already.
        if (!first) onChange(sight(state));
        first = false;
      });
      return () => changes.unsubscribe();
    },
  };
}

function cockatielSource(breaker: CockatielLike): BreakerSource {
  const sight = (state: number): BreakerSight => {
    if (state === 1) return withReason('open', failureOf(breaker.lastFailure));
    if (state === 2) return withReason('halfOpen', failureOf(breaker.lastFailure));
    return state === 3 ? { state: 'open', reason: 'held open by hand' } : { state: 'closed' };
  };
  return {
    look: () => sight(breaker.state),
    watch(onChange) {
      const subscription = breaker.onStateChange((state) => onChange(sight(state)));
      return () => subscription.dispose();
    },
  };
}

function opossumSource(breaker: OpossumLike): BreakerSource {
  let failure: string | undefined;
  const look = (): BreakerSight => {
    // One that is disabled lets everything pass, whatever it was before.
    if (breaker.enabled === false) return { state: 'closed' };
    if (breaker.opened) return withReason('open', failure);
    return breaker.halfOpen ? withReason('halfOpen', failure) : { state: 'closed' };
  };
  return {
    look,
    watch(onChange, onGone) {
      const failed = (error: unknown): void => {
        failure = lineOf(error);
      };
      const changed = (): void => onChange(look());
      const listeners = [
        ['failure', failed],
        ['healthCheckFailed', failed],
        ['open', changed],
        ['halfOpen', changed],
        ['close', changed],
        ['shutdown', onGone],
      ] as const;
      for (const [event, listener] of listeners) breaker.on(event, listener);
      return () => {
        for (const [event, listener] of listeners) breaker.removeListener(event, listener);
      };
    },
  };
}

function withReason(state: CircuitStatus, reason: string | undefined): BreakerSight {
  return reason === undefined || reason === '' ? { state } : { state, reason };
}

/** Cockatiel's `{ error }` or `{ value }`. */
function failureOf(failure: unknown): string | undefined {
  const error = readProperty(failure, 'error');
  return error === undefined ? undefined : lineOf(error);
}

function lineOf(error: unknown): string {
  return redactText(errorFacts(error).slice(0, 3).map(errorLine).join(': '));
}

function isTocsin(breaker: BreakerLike): breaker is TocsinBreakerLike {
  return typeof readProperty(readProperty(breaker, 'state$'), 'subscribe') === 'function';
}

function isCockatiel(breaker: BreakerLike): breaker is CockatielLike {
  return (
    typeof readProperty(breaker, 'onStateChange') === 'function' &&
    typeof readProperty(breaker, 'state') === 'number'
  );
}

function isOpossum(breaker: BreakerLike): breaker is OpossumLike {
  return (
    typeof readProperty(breaker, 'on') === 'function' &&
    typeof readProperty(breaker, 'removeListener') === 'function' &&
    typeof readProperty(breaker, 'opened') === 'boolean' &&
    typeof readProperty(breaker, 'halfOpen') === 'boolean'
  );
}
