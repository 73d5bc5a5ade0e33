import type { AlertInput } from '../domain/alert.js';
import type { Clock, TimerHandle } from '../domain/clock.js';
import { formatDuration } from '../domain/duration.js';
import type { LatencyStats } from '../domain/history.js';
import type { Incident } from '../domain/incident.js';
import type { Logger } from '../domain/logger.js';
import type { MeasureOptions, MeasureState } from '../domain/measure.js';
import { type MeasureRules, readMeasureRules } from './measure-rules.js';
import { MeasureWindow } from './measure-window.js';

/** So many operations are told apart; the one that was not run for longest makes room. */
const MOST_MEASURES = 1_000;
/** How often a percentile is looked at, at most; after a run it is within that time. */
const LOOK_MS = 1_000;

export interface MeasuresOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly raise: (input: AlertInput) => Promise<unknown>;
  readonly resolve: (key: string) => Promise<unknown>;
}

/** What the keys of conditions begin with. */
const PREFIX = 'performance:';

/** One operation. */
interface Measure {
  rules: MeasureRules;
  given: MeasureOptions | undefined;
  window: MeasureWindow;
  slow: MeasureState['slow'];
  /** The worst that was told of it since it became slow; also by an earlier run. */
  told: MeasureState['slow'];
  lookedAt: number;
  /** Looks again at the end of the window, lest a slow operation that is run no more stays slow. */
  timer: TimerHandle;
  /** Looks at what ended too soon after the latest look. */
  next: TimerHandle;
}

/** How long operations of the host's take, and what is told of those that take too long. */
export class Measures {
  readonly #options: MeasuresOptions;
  // In the order of the latest run.
  readonly #measures = new Map<string, Measure>();
  #ended = false;

  constructor(options: MeasuresOptions) {
    this.#options = options;
  }

  /** Runs an operation and measures it; gives what it gives, and throws what it throws. */
  run<T>(name: string, operation: () => PromiseLike<T>, given?: MeasureOptions): Promise<T>;
  run<T>(name: string, operation: () => T, given?: MeasureOptions): T;
  run(name: string, operation: () => unknown, given?: MeasureOptions): unknown {
    const measure = this.#measure(name, given);
    const begun = this.#ticks();
    const end = (failed: boolean): void => this.#add(name, measure, this.#ticks() - begun, failed);
    let result: unknown;
    try {
      result = operation();
    } catch (error) {
      end(true);
      throw error;
    }
    if (!isThenable(result)) {
      end(false);
      return result;
    }
    // Listened to once: to ask some of them, such as a query that is being built, is to run them.
    return Promise.resolve(result).then(
      (value) => {
        end(false);
        return value;
      },
      (error: unknown) => {
        end(true);
        throw error;
      },
    );
  }

  states(): MeasureState[] {
    const now = this.#options.clock.now();
    return [...this.#measures].map(([name, { window, slow }]) => ({ name, ...window.state(now), slow }));
  }

  /** Takes over what an earlier run told to be slow: it is over once it proves so, or is not run for a while. */
  takeOver(incidents: readonly Incident[]): void {
    for (const { key, status, toldSeverity, alert } of incidents) {
      if (status === 'resolved' || !key.startsWith(PREFIX) || alert.source !== 'tocsin') continue;
      const name = key.slice(PREFIX.length);
      const measure = this.#measure(name, undefined);
      measure.told = toldSeverity === 'error' || alert.severity === 'error' ? 'error' : 'warning';
      measure.slow = measure.told;
      measure.timer ??= this.#options.clock.setTimeout(() => {
        measure.timer = undefined;
        // Its limits are known from its first run on; without one there is nothing left that is slow.
        if (measure.window.runs(this.#options.clock.now()) === 0) this.#tell(name, measure, false, undefined);
      }, measure.rules.windowMs);
    }
  }

  /** Leaves no timer behind. What it measures from now on it tells nobody. */
  end(): void {
    this.#ended = true;
    for (const measure of this.#measures.values()) this.#clearTimers(measure);
  }

  #measure(name: string, given: MeasureOptions | undefined): Measure {
    const known = this.#measures.get(name);
    if (known !== undefined && (given === undefined || given === known.given)) return known;
    const rules = readMeasureRules(name, given);
    if (known !== undefined) {
      if (rules.windowMs !== known.rules.windowMs) known.window = new MeasureWindow(rules.windowMs);
      return Object.assign(known, { rules, given });
    }
    const measure: Measure = {
      rules,
      given,
      window: new MeasureWindow(rules.windowMs),
      slow: false,
      told: false,
      lookedAt: Number.NEGATIVE_INFINITY,
      timer: undefined,
      next: undefined,
    };
    this.#measures.set(name, measure);
    this.#makeRoom();
    return measure;
  }

  #makeRoom(): void {
    for (const [name, measure] of this.#measures) {
      if (this.#measures.size <= MOST_MEASURES) return;
      this.#clearTimers(measure);
      this.#tell(name, measure, false, undefined);
      this.#measures.delete(name);
    }
  }

  #clearTimers(measure: Measure): void {
    this.#options.clock.clearTimeout(measure.timer);
    this.#options.clock.clearTimeout(measure.next);
    measure.timer = undefined;
    measure.next = undefined;
  }

  #add(name: string, measure: Measure, latencyMs: number, failed: boolean): void {
    if (this.#ended) return;
    const now = this.#options.clock.now();
    measure.window.add(now, latencyMs, failed);
    // One that made room meanwhile is measured no more.
    if (this.#measures.get(name) !== measure) return;
    this.#measures.delete(name);
    this.#measures.set(name, measure);
    const since = now - measure.lookedAt;
    if (since >= LOOK_MS) this.#look(name, measure, now);
    else if (hasLimits(measure.rules)) this.#lookSoon(name, measure, since);
  }

  /** Lest nobody looks at what ends all at once, as the calls of a batch do. */
  #lookSoon(name: string, measure: Measure, since: number): void {
    const { clock } = this.#options;
    // A clock that was put back puts nothing off.
    measure.next ??= clock.setTimeout(
      () => this.#look(name, measure, clock.now()),
      Math.min(LOOK_MS, LOOK_MS - since),
    );
  }

  #look(name: string, measure: Measure, now: number): void {
    const { rules, window } = measure;
    measure.lookedAt = now;
    this.#clearTimers(measure);
    if (!hasLimits(rules)) {
      // What had limits and has none any more is not slow.
      this.#tell(name, measure, false, undefined);
      return;
    }
    const ms = window.runs(now) < rules.minRuns ? undefined : window.quantile(now, rules.percentile / 100);
    const slow = judge(ms, rules);
    // Too few runs say nothing, unless there are none any more.
    if (ms !== undefined || window.runs(now) === 0) this.#tell(name, measure, slow, ms);
    measure.timer =
      measure.slow === false || this.#ended
        ? undefined
        : this.#options.clock.setTimeout(
            () => this.#look(name, measure, this.#options.clock.now()),
            rules.windowMs,
          );
  }

  #tell(name: string, measure: Measure, slow: MeasureState['slow'], ms: number | undefined): void {
    measure.slow = slow;
    // That it is not quite as bad any more is no news, as long as it is not over.
    if (slow === measure.told || (slow === 'warning' && measure.told === 'error')) return;
    measure.told = slow;
    const { rules, window } = measure;
    const key = PREFIX + name;
    const limit = slow === 'error' ? rules.failMs : rules.warnMs;
    const telling =
      slow === false || ms === undefined || limit === undefined
        ? this.#options.resolve(key)
        : this.#options.raise({
            title: `Slow: ${name}`,
            message: `the ${rules.percentile}th percentile of the last ${formatDuration(rules.windowMs)} is ${formatDuration(ms)}, over ${formatDuration(limit)}`,
            severity: slow,
            category: 'performance',
            kind: 'condition',
            key,
            source: 'tocsin',
            data: {
              operation: name,
              percentile: rules.percentile,
              ms: Math.round(ms * 10) / 10,
              limitMs: limit,
              ...figuresOf(window.state(this.#options.clock.now()).latency),
            },
          });
    telling.catch((error: unknown) =>
      this.#options.logger.warn(
        { err: error, operation: name },
        'that an operation is slow, or no longer, was not told',
      ),
    );
  }

  #ticks(): number {
    const { clock } = this.#options;
    return clock.monotonic?.() ?? clock.now();
  }
}

function hasLimits({ warnMs, failMs }: MeasureRules): boolean {
  return warnMs !== undefined || failMs !== undefined;
}

function judge(ms: number | undefined, { warnMs, failMs }: MeasureRules): MeasureState['slow'] {
  if (ms === undefined) return false;
  if (failMs !== undefined && ms > failMs) return 'error';
  return warnMs !== undefined && ms > warnMs ? 'warning' : false;
}

function figuresOf(latency: LatencyStats | undefined): object {
  if (latency === undefined) return {};
  const { p50, p95, p99, max } = latency;
  return { p50, p95, p99, max };
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
