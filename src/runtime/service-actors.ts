import { type Actor, createActor, type InspectionEvent } from 'xstate';
import {
  NO_RESULTS,
  type ServiceMachineContext,
  type ServiceMachineEvent,
  type ServiceThresholds,
  serviceMachine,
} from '../../machines/service.js';
import type { Outcome } from '../domain/check.js';
import type { Clock } from '../domain/clock.js';
import { addToFlapHistory, type FlapHistory, STEADY } from '../domain/flap-history.js';
import type { Status } from '../domain/service.js';

/** A registered service as the decision graph sees it. */
export interface WatchedService {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly dependsOn: readonly string[];
  actor: Actor<typeof serviceMachine>;
  flaps: FlapHistory;
  paused: boolean;
}

/** What registers a service. */
export interface ServiceRegistration extends ServiceThresholds {
  readonly labels: Readonly<Record<string, string>>;
  readonly dependsOn: readonly string[];
}

/** A service as a snapshot holds it. */
export interface SavedService extends Pick<WatchedService, 'name' | 'labels' | 'dependsOn' | 'paused'> {
  readonly flaps: Omit<FlapHistory, 'passed'> & { readonly passed: boolean | null };
  readonly status: Status;
  readonly context: ServiceMachineContext;
}

export interface ServiceActorsOptions {
  readonly clock: Clock;
  readonly inspect?: ((event: InspectionEvent) => void) | undefined;
}

/** One object an event, so that none is made a check. */
const EVENTS: Readonly<Record<Outcome | 'pause' | 'resume', ServiceMachineEvent>> = {
  pass: { type: 'pass' },
  warn: { type: 'warn' },
  fail: { type: 'fail' },
  pause: { type: 'pause' },
  resume: { type: 'resume' },
};

/** The live machines of all services, each a root actor of its own, and who depends on whom. */
export class ServiceActors {
  readonly #options: ServiceActorsOptions;
  readonly #services = new Map<string, WatchedService>();
  readonly #dependents = new Map<string, Set<string>>();

  constructor(options: ServiceActorsOptions) {
    this.#options = options;
  }

  get(name: string): WatchedService | undefined {
    return this.#services.get(name);
  }

  save(): SavedService[] {
    return [...this.#services.values()].map(({ name, labels, dependsOn, actor, flaps, paused }) => {
      const { value: status, context } = actor.getSnapshot();
      const passed = flaps.passed ?? null;
      return { name, labels, dependsOn, flaps: { ...flaps, passed }, paused, status, context };
    });
  }

  restore(services: readonly SavedService[]): void {
    for (const { name, labels, dependsOn, flaps, paused, status, context } of services) {
      const actor = this.#start(name, status, context);
      const passed = flaps.passed ?? undefined;
      this.#keep({ name, labels, dependsOn, flaps: { ...flaps, passed }, paused, actor });
    }
  }

  /** Adds a service; one that is known goes on from where it is, under the new rules. */
  add(name: string, { labels, dependsOn, failureThreshold, recoveryThreshold }: ServiceRegistration): void {
    const known = this.#services.get(name);
    const { value, context } = known?.actor.getSnapshot() ?? {};
    this.remove(name);
    const actor = this.#start(name, value, { ...context, failureThreshold, recoveryThreshold });
    const { flaps = STEADY, paused = false } = known ?? {};
    this.#keep({ name, labels, dependsOn, actor, flaps, paused });
  }

  remove(name: string): void {
    const service = this.#services.get(name);
    if (service === undefined) return;
    service.actor.stop();
    this.#services.delete(name);
    for (const parent of service.dependsOn) this.#dependents.get(parent)?.delete(name);
  }

  names(): string[] {
    return [...this.#services.keys()];
  }

  /** Sends an event and tells the status after it. */
  send(service: WatchedService, type: keyof typeof EVENTS): Status {
    service.actor.send(EVENTS[type]);
    return statusOf(service);
  }

  /** Puts a service into a status that was recorded, whatever the rule says now. */
  setStatus(service: WatchedService, status: Status): void {
    if (statusOf(service) === status) return;
    const { actor } = service;
    const { context } = actor.getSnapshot();
    actor.stop();
    service.actor = this.#start(service.name, status, context);
  }

  /** Counts a check towards flapping. */
  countFlap(service: WatchedService, outcome: Outcome): void {
    service.flaps = addToFlapHistory(service.flaps, outcome === 'pass');
  }

  hasDependents(name: string): boolean {
    const dependents = this.#dependents.get(name);
    return dependents !== undefined && dependents.size > 0;
  }

  /**
   * Whether a service's trouble has its cause elsewhere: a dependency is unhealthy, or is itself not well because of
   * one of its own. A paused dependency says nothing.
   */
  isInhibited(name: string): boolean {
    return this.#isInhibited(name, []);
  }

  stop(): void {
    for (const { actor } of this.#services.values()) actor.stop();
    this.#services.clear();
    this.#dependents.clear();
  }

  /** @param below those on the way here: while a new configuration comes in they may still make a circle */
  #isInhibited(name: string, below: readonly string[]): boolean {
    const service = this.#services.get(name);
    if (service === undefined || below.includes(name)) return false;
    return service.dependsOn.some((parentName) => {
      const parent = this.#services.get(parentName);
      if (parent === undefined || parent.paused) return false;
      const status = statusOf(parent);
      return (
        status === 'unhealthy' || (status !== 'healthy' && this.#isInhibited(parentName, [...below, name]))
      );
    });
  }

  #keep(service: WatchedService): void {
    const { name, dependsOn } = service;
    this.#services.set(name, service);
    for (const parent of dependsOn) {
      const dependents = this.#dependents.get(parent);
      if (dependents === undefined) this.#dependents.set(parent, new Set([name]));
      else dependents.add(name);
    }
  }

  /** Starts a machine, afresh or where an earlier one was. */
  #start(
    name: string,
    status: Status | undefined,
    context: ServiceThresholds & Partial<ServiceMachineContext>,
  ): WatchedService['actor'] {
    const { clock, inspect } = this.#options;
    const actor = createActor(serviceMachine, {
      id: name,
      input: context,
      clock,
      ...(status === undefined
        ? {}
        : {
            snapshot: serviceMachine.resolveState({
              value: status,
              context: { ...NO_RESULTS, paused: false, ...context },
            }),
          }),
      ...(inspect === undefined ? {} : { inspect }),
    });
    return actor.start();
  }
}

/** The status of a service now. */
export function statusOf(service: WatchedService): Status {
  return service.actor.getSnapshot().value;
}
