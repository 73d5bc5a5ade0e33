import { Observable, Subject } from 'rxjs';
import { type Actor, createActor } from 'xstate';
import {
  type CircuitEvent,
  type CircuitStatus,
  circuitBreakerMachine,
} from '../../machines/circuit-breaker.js';
import type { Awaitable } from '../domain/check.js';
import type { Clock, Random, TimerHandle } from '../domain/clock.js';
import { type Duration, formatDuration, parseDuration } from '../domain/duration.js';
import { errorFacts, errorLine } from '../domain/error-facts.js';
import { redactText } from '../domain/redact.js';
import { TocsinError } from '../domain/tocsin-error.js';
import { BreakerOpenError } from './breaker-open-error.js';
import type { BreakerRules } from './breaker-options.js';

/** What a breaker calls. `signal` is aborted when the call takes too long; hand it to whatever waits. */
export type BreakerOperation<Args extends readonly unknown[], T> = (
  context: { readonly signal: AbortSignal },
  ...args: Args
) => Awaitable<T>;

/** How a breaker is opened by hand. */
export interface TripOptions {
  /** How long, or `'ever'`: until `reset()`. Default: as long as a failure opens it. */
  readonly for?: Duration | 'ever' | undefined;
  /** Why, for people. */
  readonly reason?: string | undefined;
}

/** A circuit breaker around an operation. It has a timer only while somebody observes `state$`, so it need not be ended. */
export interface Breaker<Args extends readonly unknown[] = readonly unknown[], T = unknown> {
  readonly name: string;
  /** `closed`: calls pass. `open`: none does. `halfOpen`: the next one is a trial, and none but that. */
  readonly state: CircuitStatus;
  /** The state now and after each change. */
  readonly state$: Observable<CircuitStatus>;
  /** Why it is open, or was until the trial that is due; `undefined` while it is closed. */
  readonly reason: string | undefined;
  /**
   * Calls the operation. Rejects as that does; with {@link BreakerOpenError} if the call is not let through; with a
   * `TocsinError` of code `ERR_BREAKER_TIMEOUT` if it takes too long. What a call that began before the latest change of
   * state comes to is not counted.
   */
  run(...args: Args): Promise<T>;
  /** Opens it by hand, as to halt when something is badly wrong. One that is to be open for longer stays so, with its reason. */
  trip(options?: TripOptions): void;
  /** Closes it by hand. */
  reset(): void;
}

/** What a breaker takes from its surroundings. */
export interface BreakerSurroundings {
  readonly clock: Clock;
  readonly random: Random;
}

/** Drives the machine of a circuit breaker with the calls of an operation. */
export class CircuitBreaker<Args extends readonly unknown[], T> implements Breaker<Args, T> {
  readonly name: string;
  readonly state$: Observable<CircuitStatus>;
  readonly #operation: BreakerOperation<Args, T>;
  readonly #rules: BreakerRules;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #actor: Actor<typeof circuitBreakerMachine>;
  readonly #changes = new Subject<CircuitStatus>();
  #observers = 0;
  #timer: TimerHandle;
  #reason: string | undefined;
  /** Counts the changes of state: a call belongs to the one that it began in. */
  #era = 0;
  /** The era whose trial is under way. */
  #trial: number | undefined;

  constructor(
    operation: BreakerOperation<Args, T>,
    rules: BreakerRules,
    { clock, random }: BreakerSurroundings,
  ) {
    this.name = rules.name;
    this.#operation = operation;
    this.#rules = rules;
    this.#clock = clock;
    this.#random = random;
    this.#actor = createActor(circuitBreakerMachine, { input: { failuresToOpen: rules.threshold } }).start();
    this.state$ = new Observable<CircuitStatus>((observer) => {
      observer.next(this.state);
      const changes = this.#changes.subscribe(observer);
      this.#observers++;
      this.#arm();
      return () => {
        changes.unsubscribe();
        this.#observers--;
        this.#arm();
      };
    });
  }

  get state(): CircuitStatus {
    this.#look();
    return this.#actor.getSnapshot().value;
  }

  get reason(): string | undefined {
    return this.state === 'closed' ? undefined : this.#reason;
  }

  async run(...args: Args): Promise<T> {
    const { state } = this;
    const era = this.#era;
    if (state === 'open' || this.#trial === era) throw this.#refusal(state);
    if (state === 'halfOpen') this.#trial = era;
    try {
      const value = await this.#call(args);
      this.#settle(era, { type: 'success' });
      return value;
    } catch (error) {
      if (this.#isFailure(error)) this.#settle(era, this.#failure(), error);
      else this.#settle(era, { type: 'success' });
      throw error;
    }
  }

  trip({ for: span, reason }: TripOptions = {}): void {
    const openMs =
      span === undefined ? this.#openMs() : span === 'ever' ? Number.POSITIVE_INFINITY : parseDuration(span);
    const at = this.#time();
    const { value, context } = this.#actor.getSnapshot();
    // Where it stays open for longer anyway, it does for the reason that it had.
    if (value !== 'open' || context.openUntil <= at + openMs) {
      this.#reason = typeof reason === 'string' ? redactText(reason) : 'opened by hand';
    }
    this.#send({ type: 'trip', at, openMs });
  }

  reset(): void {
    this.#send({ type: 'reset' });
  }

  #call(args: Args): Promise<T> {
    const controller = new AbortController();
    const { signal } = controller;
    const { timeoutMs } = this.#rules;
    const answer = (async () => this.#operation({ signal }, ...args))();
    if (timeoutMs === undefined) return answer;
    return new Promise((resolve, reject) => {
      const timer = this.#clock.setTimeout(() => {
        const message = `'${this.name}' took longer than ${formatDuration(timeoutMs)}`;
        const error = new TocsinError('ERR_BREAKER_TIMEOUT', message);
        reject(error);
        controller.abort(error);
      }, timeoutMs);
      const clear = (): void => this.#clock.clearTimeout(timer);
      answer.then(resolve, reject).then(clear, clear);
    });
  }

  #settle(era: number, event: CircuitEvent, error?: unknown): void {
    if (era !== this.#era) return;
    if (this.#trial === era) this.#trial = undefined;
    this.#send(event, error);
  }

  #isFailure(error: unknown): boolean {
    try {
      return this.#rules.isFailure(error) !== false;
    } catch {
      return true;
    }
  }

  #failure(): CircuitEvent {
    return { type: 'failure', at: this.#time(), openMs: this.#openMs() };
  }

  #openMs(): number {
    const { openMs, jitter } = this.#rules;
    return jitter === 0 ? openMs : openMs * (1 + jitter * this.#random());
  }

  #refusal(state: CircuitStatus): BreakerOpenError {
    if (state === 'halfOpen') return new BreakerOpenError(this.name, 'a trial is under way');
    const left = this.#actor.getSnapshot().context.openUntil - this.#time();
    if (left === Number.POSITIVE_INFINITY) {
      return new BreakerOpenError(this.name, `${this.#reason ?? ''}; it stays so until it is reset`);
    }
    const retryAt = Math.ceil(this.#clock.now() + left);
    return new BreakerOpenError(this.name, `it tries again in ${formatDuration(left)}`, retryAt);
  }

  /** Lets the time that has passed count. */
  #look(): void {
    const { value, context } = this.#actor.getSnapshot();
    if (value === 'open' && this.#time() >= context.openUntil)
      this.#send({ type: 'elapsed', at: this.#time() });
  }

  #send(event: CircuitEvent, error?: unknown): void {
    const before = this.#actor.getSnapshot();
    this.#actor.send(event);
    const { value } = this.#actor.getSnapshot();
    if (value === before.value) return this.#arm();
    if (value === 'open' && event.type === 'failure') this.#reason = reasonOf(error);
    this.#era++;
    this.#trial = undefined;
    this.#arm();
    this.#changes.next(value);
  }

  /** One timer for the trial, as long as anybody wants to know. */
  #arm(): void {
    this.#clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    const { value, context } = this.#actor.getSnapshot();
    if (this.#observers === 0 || value !== 'open' || context.openUntil === Number.POSITIVE_INFINITY) return;
    this.#timer = this.#clock.setTimeout(() => {
      this.#timer = undefined;
      this.#look();
      this.#arm();
    }, context.openUntil - this.#time());
  }

  /** Unmoved by corrections of the wall clock, if the clock can. */
  #time(): number {
    return this.#clock.monotonic?.() ?? this.#clock.now();
  }
}

function reasonOf(error: unknown): string {
  return redactText(errorFacts(error).slice(0, 3).map(errorLine).join(': '));
}
