import { defer, finalize, type OperatorFunction } from 'rxjs';
import type { Clock, TimerHandle } from '../domain/clock.js';
import { type Duration, parseDuration } from '../domain/duration.js';
import type { Severity } from '../domain/severity.js';
import type { PipelineInput, PipelineItem } from './item.js';
import { suppress } from './item.js';
import { alertStage, passAll } from './stage.js';
import { recalled, type StageMemory } from './stage-memory.js';
import { throttleStateSchema } from './throttle-state.js';

export interface ThrottleOptions {
  /** How many alerts of one key pass within the window. Default 10. */
  readonly limit?: number;
  /** Default 1 min. */
  readonly window?: Duration;
  /** Severities that always pass and do not use up the limit. Default `['critical']`. */
  readonly exempt?: readonly Severity[];
}

/** Lets alerts of a key pass as if none had passed before. */
export class ThrottleControl {
  #reset: ((key: string | undefined) => void) | undefined;

  /** @param key that of the alerts; all of them if it is left out */
  reset(key?: string): void {
    this.#reset?.(key);
  }

  /** Hands it to the stage that it is to control. */
  attach(reset: (key: string | undefined) => void): void {
    this.#reset = reset;
  }
}

/**
 * Stage 5: caps each key with a true sliding window.
 *
 * - At time t an alert passes if fewer than `limit` alerts of its key passed at times p with t - p < `window`.
 * - Anything else is suppressed with reason `throttled`.
 * - Exempt severities always pass and do not count; resolutions pass too.
 *
 * A key leaves nothing behind once its window is over: keys live in two generations that swap every window, so that
 * forgetting a million keys costs as much as forgetting one. Horizon: `window`. What it saves are the times within it.
 *
 * @param options the cap, or `false` to let everything pass
 * @param memory where these times are kept; default: nowhere
 * @param control by which keys can be reset; default: none
 * @example alerts$.pipe(throttle({ limit: 10, window: '1m' }, clock))
 */
export function throttle(
  options: ThrottleOptions | false,
  clock: Clock,
  memory?: StageMemory,
  control?: ThrottleControl,
): OperatorFunction<PipelineInput, PipelineItem> {
  if (options === false) return passAll();
  const { limit = 10 } = options;
  const window = parseDuration(options.window ?? '1m');
  const exempt = new Set<Severity>(options.exempt ?? ['critical']);
  return (source) =>
    defer(() => {
      const passes = new RecentPasses(window, clock);
      passes.restore(recalled(memory, 'throttle', throttleStateSchema)?.passes ?? []);
      control?.attach((key) => passes.forget(key));
      memory?.keep('throttle', () => ({ passes: passes.save() }));
      const judge = alertStage((item) => {
        const { status, severity, key } = item.alert;
        const free = item.suppressed !== undefined || status === 'resolved' || exempt.has(severity);
        return free || passes.tryPass(key, limit) ? item : suppress(item, 'throttled');
      });
      return source.pipe(
        judge,
        finalize(() => passes.clear()),
      );
    });
}

/** When alerts of each key passed, as far back as the window reaches. */
class RecentPasses {
  readonly #window: number;
  readonly #clock: Clock;
  /** Keys seen since the last swap, and those seen in the window before it and not since. */
  #young = new Map<string, number[]>();
  #old = new Map<string, number[]>();
  #timer: TimerHandle | undefined;

  constructor(window: number, clock: Clock) {
    this.#window = window;
    this.#clock = clock;
  }

  /** Takes a place in the key's window if one is free. */
  tryPass(key: string, limit: number): boolean {
    const now = this.#clock.now();
    const times = this.#timesOf(key);
    if (times === undefined) {
      if (limit < 1) return false;
      this.#begin(key, [now]);
      return true;
    }
    let over = 0;
    for (let first = times[over]; first !== undefined && now - first >= this.#window; first = times[over]) {
      over++;
    }
    if (over > 0) times.splice(0, over);
    if (times.length >= limit) return false;
    times.push(now);
    return true;
  }

  /** Of each key the times that still matter. */
  save(): [string, number[]][] {
    const now = this.#clock.now();
    const recent = new Map([...this.#old, ...this.#young]);
    return (
      [...recent]
        .flatMap(([key, times]): [string, number[]][] => {
          const within = times.filter((time) => now - time < this.#window);
          return within.length === 0 ? [] : [[key, within]];
        })
        // In no order that would depend on when it was saved.
        .sort(([a], [b]) => (a < b ? -1 : 1))
    );
  }

  /** Takes over what an earlier one saved. */
  restore(saved: readonly (readonly [string, number[]])[]): void {
    for (const [key, times] of saved) this.#begin(key, times);
  }

  /** Forgets when alerts of a key passed; of all keys if none is given. */
  forget(key: string | undefined): void {
    if (key === undefined) return this.clear();
    this.#young.delete(key);
    this.#old.delete(key);
  }

  clear(): void {
    this.#clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#young.clear();
    this.#old.clear();
  }

  #begin(key: string, times: number[]): void {
    this.#young.set(key, times);
    this.#timer ??= this.#clock.setTimeout(() => this.#swap(), this.#window);
  }

  #timesOf(key: string): number[] | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const old = this.#old.get(key);
    // Moved even if nothing passes: a key in use must outlive the next swap.
    if (old !== undefined) this.#young.set(key, old);
    return old;
  }

  #swap(): void {
    this.#old = this.#young;
    this.#young = new Map();
    this.#timer = this.#old.size === 0 ? undefined : this.#clock.setTimeout(() => this.#swap(), this.#window);
  }
}
