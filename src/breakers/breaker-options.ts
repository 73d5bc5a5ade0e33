import type { Clock, Random } from '../domain/clock.js';
import { type Duration, durationMs } from '../domain/duration.js';
import { OptionIssues } from '../domain/option-issues.js';

/** How a circuit breaker behaves. */
export interface BreakerOptions {
  /** Shown in errors and alerts. Default: the operation's name, else `breaker`. */
  readonly name?: string | undefined;
  /** So many failures in a row open it. Default 5. */
  readonly threshold?: number | undefined;
  /** How long nothing is let through before a trial. Default 30 s. */
  readonly openFor?: Duration | undefined;
  /**
   * By which share of `openFor` it may stay open longer, by chance, so that many processes do not try again at once. From
   * 0 to 1, default 0.
   */
  readonly jitter?: number | undefined;
  /** How long a call may take. Its signal is aborted then, and it counts as failed. `false`: for ever. Default 10 s. */
  readonly timeout?: Duration | false | undefined;
  /** Which errors count as failures of what is called; others are thrown all the same. Default: all. */
  readonly isFailure?: ((error: unknown) => boolean) | undefined;
  readonly clock?: Clock | undefined;
  /** For `jitter`. */
  readonly random?: Random | undefined;
}

/** The same with nothing left open. */
export interface BreakerRules {
  readonly name: string;
  readonly threshold: number;
  readonly openMs: number;
  readonly jitter: number;
  readonly timeoutMs: number | undefined;
  readonly isFailure: (error: unknown) => boolean;
}

const OPTIONS: readonly string[] = [
  'name',
  'threshold',
  'openFor',
  'jitter',
  'timeout',
  'isFailure',
  'clock',
  'random',
] satisfies (keyof BreakerOptions)[];

const DURATION = "a duration above 0 such as '30s'";

/**
 * Decides every option.
 *
 * @param operationName how the operation is called
 * @throws {@link ConfigError} with all that is wrong, at paths such as `createBreaker.openFor`
 */
export function readBreakerOptions(options: BreakerOptions, operationName: string): BreakerRules {
  const issues = new OptionIssues('createBreaker');
  issues.known(options, OPTIONS);
  const expect = (option: string, ok: boolean, what: string, found: unknown): void => {
    if (ok) return;
    const shown = typeof found === 'string' ? JSON.stringify(found) : String(found);
    issues.add(option, `expected ${what}, found ${shown}`);
  };
  const { threshold = 5, openFor = 30_000, jitter = 0, timeout = 10_000, isFailure = () => true } = options;
  const name = options.name ?? (operationName === '' ? 'breaker' : operationName);
  const openMs = durationMs(openFor);
  const timeoutMs = timeout === false ? undefined : durationMs(timeout);
  expect('name', typeof name === 'string' && name.trim() !== '', 'a text that is not empty', name);
  expect('threshold', Number.isSafeInteger(threshold) && threshold > 0, 'a whole number from 1', threshold);
  expect('openFor', openMs !== undefined && openMs > 0, DURATION, openFor);
  expect('jitter', typeof jitter === 'number' && jitter >= 0 && jitter <= 1, 'a number from 0 to 1', jitter);
  expect(
    'timeout',
    timeout === false || (timeoutMs !== undefined && timeoutMs > 0),
    `${DURATION}, or false`,
    timeout,
  );
  expect('isFailure', typeof isFailure === 'function', 'a function', typeof isFailure);
  issues.throwIfAny();
  return { name, threshold, openMs: openMs ?? 0, jitter, timeoutMs, isFailure };
}
