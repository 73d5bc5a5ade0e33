import type { CheckCompleted, RecordedEvent } from '../domain/events.js';
import { heartbeatOf } from '../domain/heartbeat.js';
import type { ServiceState } from '../domain/service.js';

/** All that is known of each service, folded from the journal. */
export class ServiceStates {
  readonly #states = new Map<string, ServiceState>();
  /** Those whose registration is not recorded yet. */
  readonly #expected = new Set<string>();

  get(name: string): ServiceState | undefined {
    return this.#states.get(name);
  }

  all(): IterableIterator<ServiceState> {
    return this.#states.values();
  }

  /** Makes a service known before its registration is recorded, so that it can be asked for at once. */
  expect(name: string, labels: Readonly<Record<string, string>>, at: number): void {
    if (this.#states.has(name)) return;
    this.#states.set(name, newService(name, labels, at));
    this.#expected.add(name);
  }

  /** Marks a service paused or not; also before that is recorded, so that it shows at once. */
  setPaused(name: string, paused: boolean, at: number): void {
    const state = this.#states.get(name);
    if (state === undefined || state.paused === paused) return;
    const afresh = { status: 'unknown', since: at, consecutiveFailures: 0, consecutiveSuccesses: 0 } as const;
    if (paused) {
      this.#states.set(name, { ...state, paused });
    } else {
      // A job is waited for anew.
      const { heartbeat: _, ...rest } = state;
      this.#states.set(name, { ...rest, ...afresh, paused });
    }
  }

  /** Takes a service out before its removal is recorded. */
  forget(name: string): void {
    this.#states.delete(name);
    this.#expected.delete(name);
  }

  restore(states: readonly ServiceState[]): void {
    for (const state of states) {
      this.#states.set(state.name, state);
      this.#expected.delete(state.name);
    }
  }

  apply(event: RecordedEvent): void {
    const { type, subject } = event;
    if (type === 'service.registered') this.#register(subject, event.data.labels, event.at);
    const state = this.#states.get(subject);
    if (state === undefined) return;
    switch (type) {
      case 'check.completed':
        this.#states.set(subject, checked(state, event.at, event.data));
        break;
      case 'status.changed':
        this.#states.set(subject, { ...state, status: event.data.to, since: event.at });
        break;
      case 'service.paused':
        this.setPaused(subject, true, event.at);
        break;
      case 'service.resumed':
        this.setPaused(subject, false, event.at);
        break;
      case 'flapping.started':
      case 'flapping.stopped':
        this.#states.set(subject, { ...state, flapping: type === 'flapping.started' });
        break;
      case 'service.unregistered':
        this.forget(subject);
        break;
    }
  }

  /** One that is known goes on as it is. */
  #register(name: string, labels: Readonly<Record<string, string>>, at: number): void {
    const known = this.#expected.delete(name) ? undefined : this.#states.get(name);
    this.#states.set(name, known === undefined ? newService(name, labels, at) : { ...known, labels });
  }
}

function newService(name: string, labels: Readonly<Record<string, string>>, at: number): ServiceState {
  return {
    name,
    status: 'unknown',
    since: at,
    consecutiveFailures: 0,
    consecutiveSuccesses: 0,
    totalChecks: 0,
    totalFailures: 0,
    uptimePercent: 100,
    flapping: false,
    paused: false,
    labels,
  };
}

function checked(state: ServiceState, at: number, result: CheckCompleted): ServiceState {
  const { outcome, latencyMs, message, data } = result;
  const failed = outcome === 'fail';
  const passed = outcome === 'pass';
  const totalChecks = state.totalChecks + 1;
  const totalFailures = state.totalFailures + (failed ? 1 : 0);
  const lastSuccessAt = passed ? at : state.lastSuccessAt;
  const lastFailureAt = failed ? at : state.lastFailureAt;
  // Spelt out: a spread for each check of a journal would take most of the time of a recovery.
  const next: { -readonly [K in keyof ServiceState]: ServiceState[K] } = {
    name: state.name,
    status: state.status,
    since: state.since,
    lastCheckAt: at,
    consecutiveFailures: failed ? state.consecutiveFailures + 1 : 0,
    consecutiveSuccesses: passed ? state.consecutiveSuccesses + 1 : 0,
    totalChecks,
    totalFailures,
    uptimePercent: ((totalChecks - totalFailures) / totalChecks) * 100,
    latencyMs,
    flapping: state.flapping,
    paused: state.paused,
    labels: state.labels,
  };
  if (lastSuccessAt !== undefined) next.lastSuccessAt = lastSuccessAt;
  if (lastFailureAt !== undefined) next.lastFailureAt = lastFailureAt;
  if (message !== undefined) next.message = message;
  const heartbeat = heartbeatOf(data);
  if (heartbeat !== undefined) next.heartbeat = heartbeat;
  return next;
}
