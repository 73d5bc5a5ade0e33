import type { CircuitStatus } from '../../machines/circuit-breaker.js';
import { breakerService } from '../domain/breaker-service.js';
import type { CheckResult, Outcome } from '../domain/check.js';
import type { Duration } from '../domain/duration.js';
import type { Monitor } from '../domain/monitor.js';
import { OptionIssues } from '../domain/option-issues.js';
import { type BreakerLike, type BreakerSight, breakerSource } from './breaker-source.js';

/** How a breaker is watched. */
export interface WatchBreakerOptions {
  /** Its name in alerts; the service that stands for it is called `breaker:<name>`. */
  readonly name: string;
  /** How often it is looked at beside the changes that it tells. Default as for other services: 60 s. */
  readonly every?: Duration | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** Services without which it cannot work: while one of them is unhealthy, its alerts are held back. */
  readonly dependsOn?: readonly string[] | undefined;
}

const OPTIONS: readonly string[] = [
  'name',
  'every',
  'labels',
  'dependsOn',
] satisfies (keyof WatchBreakerOptions)[];

/** Ends a watch: the service goes away, and a circuit that was told to be open is told to be over. */
export interface BreakerWatch extends Disposable {
  (): void;
  /** The service that stands for the breaker. */
  readonly service: string;
}

/** So many changes wait to be recorded; of a breaker that changes faster, the oldest are passed over. */
const MOST_WAITING = 10;

const OUTCOMES: Readonly<Record<CircuitStatus, Outcome>> = { closed: 'pass', halfOpen: 'warn', open: 'fail' };

const WORDS: Readonly<Record<CircuitStatus, string>> = {
  closed: 'closed',
  halfOpen: 'half open: one call is let through on trial',
  open: 'open: no call is let through',
};

/**
 * Watches a circuit breaker of `createBreaker`, opossum or cockatiel: it becomes a service `breaker:<name>` that is
 * `healthy` while it is closed, `degraded` while it is half open and `unhealthy` while it is open. Each change is recorded
 * at once. That it opens is told as a condition of category `circuit_breaker`, severity `critical` and key
 * `circuit_breaker:<name>`; that it closes resolves it. That it is half open is an alert of severity `info`, which the default
 * `minSeverity` keeps from channels. These take the place of the service's own status alerts.
 *
 * One that is open already is told; that opens the journal, if it is not open. The watch ends with the monitor.
 *
 * @throws `ERR_SERVICE_EXISTS` if that name is watched, `ERR_STOPPED`, or a {@link ConfigError}
 * @example
 * const unwatch = watchBreaker(monitor, breaker, { name: 'payments' });
 */
export function watchBreaker(
  monitor: Monitor,
  breaker: BreakerLike,
  options: WatchBreakerOptions,
): BreakerWatch {
  const issues = new OptionIssues('watchBreaker');
  issues.monitor(monitor);
  issues.known(options, OPTIONS);
  const { name, every, labels, dependsOn } = options;
  issues.text('name', name, "'payments'");
  if (every !== undefined) issues.duration('every', every);
  issues.throwIfAny();
  const source = breakerSource(breaker);
  const service = breakerService(name);
  /** What changed and is not recorded yet. */
  const waiting: BreakerSight[] = [];
  /** How many of them were. */
  let recorded = 0;
  let pushing = false;
  let ended = false;

  function check(): CheckResult {
    const next = waiting.shift();
    if (next !== undefined) recorded++;
    return resultOf(next ?? source.look());
  }

  monitor.register(service, {
    check,
    failureThreshold: 1,
    recoveryThreshold: 1,
    ...(every === undefined ? {} : { every }),
    ...(labels === undefined ? {} : { labels }),
    ...(dependsOn === undefined ? {} : { dependsOn }),
  });

  /** Has what waits recorded, each by a check of its own. */
  async function push(): Promise<void> {
    if (pushing) return;
    pushing = true;
    try {
      // A check that was under way may have looked before the change; one that is paused looks at nothing.
      for (let idle = 0; waiting.length > 0 && idle < 2 && !ended; ) {
        const before = recorded;
        await monitor.check(service);
        idle = recorded > before ? 0 : idle + 1;
      }
    } catch {
      // The monitor stopped, or cannot open its journal; the next check says how the breaker is.
    }
    waiting.length = 0;
    pushing = false;
  }

  function changed(sight: BreakerSight): void {
    if (ended) return;
    waiting.push(sight);
    if (waiting.length > MOST_WAITING) waiting.shift();
    void push();
  }

  function leave(): void {
    ended = true;
    unwatch();
    over.unsubscribe();
  }

  function end(): void {
    if (ended) return;
    leave();
    try {
      monitor.unregister(service);
    } catch {
      // It was taken out already, or the monitor has stopped.
    }
  }

  const unwatch = source.watch(changed, end);
  const over = monitor.changes$.subscribe({ complete: leave });
  const now = source.look();
  if (now.state !== 'closed') changed(now);

  return Object.assign(end, { service, [Symbol.dispose]: end });
}

function resultOf({ state, reason }: BreakerSight): CheckResult {
  const words = WORDS[state];
  return {
    outcome: OUTCOMES[state],
    message: reason === undefined ? words : `${words}; ${reason}`,
    data: { state },
  };
}
