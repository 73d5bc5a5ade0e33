import { type Actor, createActor, type InspectionEvent } from 'xstate';
import {
  foldService,
  NO_RESULTS,
  type ServiceMachineContext,
  type ServiceMachineEvent,
  type ServicePlace,
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
  /** Its live machine; none until it is needed, while recovering. */
  actor: Actor<typeof serviceMachine> | undefined;
  /** Where it is as long as there is no actor. */
  place: ServicePlace;
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

/** Where a service is before its first check; its thresholds are filled in. */
const NEW_PLACE: ServicePlace = {
  status: 'unknown',
  context: { ...NO_RESULTS, failureThreshold: 1, recoveryThreshold: 1, paused: false },
};

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
    return [...this.#services.values()].map((service) => {
      const { name, labels, dependsOn, flaps, paused } = service;
      const { status, context } = placeOf(service);
      const passed = flaps.passed ?? null;
      return { name, labels, dependsOn, flaps: { ...flaps, passed }, paused, status, context };
    });
  }

  restore(services: readonly SavedService[]): void {
    for (const { name, labels, dependsOn, flaps, paused, status, context } of services) {
      const passed = flaps.passed ?? undefined;
      const place = { status, context };
      this.#keep({ name, labels, dependsOn, flaps: { ...flaps, passed }, paused, place, actor: undefined });
    }
  }

  /** Adds a service; one that is known goes on from where it is, under the new rules. */
  add(name: string, registration: ServiceRegistration): void {
    this.#live(this.recoverService(name, registration));
  }

  /** The same without a live machine: that is started when it is needed. */
  recoverService(name: string, registration: ServiceRegistration): WatchedService {
    const { labels, dependsOn, failureThreshold, recoveryThreshold } = registration;
    const known = this.#services.get(name);
    const { status, context } = known === undefined ? NEW_PLACE : placeOf(known);
    this.remove(name);
    const { flaps = STEADY, paused = false } = known ?? {};
    const place = { status, context: { ...context, failureThreshold, recoveryThreshold } };
    const service = { name, labels, dependsOn, flaps, paused, place, actor: undefined };
    this.#keep(service);
    return service;
  }

  remove(name: string): void {
    const service = this.#services.get(name);
    if (service === undefined) return;
    service.actor?.stop();
    this.#services.delete(name);
    for (const parent of service.dependsOn) this.#dependents.get(parent)?.delete(name);
  }

  names(): string[] {
    return [...this.#services.keys()];
  }

  /** Sends an event and tells the status after it. */
  send(service: WatchedService, type: keyof typeof EVENTS): Status {
    this.#live(service).send(EVENTS[type]);
    return statusOf(service);
  }

  /** Takes in an event that was recorded; only where it leads matters. */
  recover(service: WatchedService, type: keyof typeof EVENTS): void {
    service.place = foldService(placeOf(service), type);
    service.actor?.stop();
    service.actor = undefined;
  }

  /** Puts a service into a status that was recorded, whatever the rule says now. */
  setStatus(service: WatchedService, status: Status): void {
    if (statusOf(service) === status) return;
    service.place = { ...placeOf(service), status };
    service.actor?.stop();
    service.actor = undefined;
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
    for (const { actor } of this.#services.values()) actor?.stop();
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

  /** The live machine of a service, started where the service is. */
  #live(service: WatchedService): Actor<typeof serviceMachine> {
    if (service.actor !== undefined) return service.actor;
    const { clock, inspect } = this.#options;
    const { status: value, context } = service.place;
    const actor = createActor(serviceMachine, {
      id: service.name,
      clock,
      snapshot: serviceMachine.resolveState({ value, context }),
      ...(inspect === undefined ? {} : { inspect }),
    });
    service.actor = actor.start();
    return actor;
  }
}

/** The status of a service now. */
export function statusOf(service: WatchedService): Status {
  return service.actor?.getSnapshot().value ?? service.place.status;
}

function placeOf({ actor, place }: WatchedService): ServicePlace {
  if (actor === undefined) return place;
  const { value: status, context } = actor.getSnapshot();
  return { status, context };
}
