import { isDeepStrictEqual } from 'node:util';
import type { CheckScheduler } from '../checks/check-scheduler.js';
import type { CheckPlan } from '../checks/scheduled-service.js';
import { dependencyIssues } from '../config/cross-issues.js';
import { type ResolvedDefaults, type ResolvedService, resolveService } from '../config/resolve-config.js';
import type { Check } from '../domain/check.js';
import { ConfigError } from '../domain/config-error.js';
import type { EventData } from '../domain/events.js';
import type { NamesChanged } from '../domain/reconfigured.js';
import type { ServiceConfig, ServiceState } from '../domain/service.js';
import type { ServiceSettings } from '../domain/settings.js';
import { TocsinError } from '../domain/tocsin-error.js';
import type { Commands } from './commands.js';
import type { Input } from './graph-input.js';
import type { Heartbeats } from './heartbeats.js';
import type { LiveView } from './live-view.js';

export interface ServiceRegistryOptions {
  readonly defaults: ResolvedDefaults;
  readonly scheduler: CheckScheduler;
  readonly view: LiveView;
  readonly commands: Commands;
  readonly heartbeats: Heartbeats;
  /** Opens the journal if it is not open yet. */
  readonly open: () => Promise<void>;
}

/** The services that are watched in this run: what a monitor's users say of them, and what they ask. */
export class ServiceRegistry {
  readonly #options: ServiceRegistryOptions;
  readonly #services = new Map<string, ResolvedService>();
  /** Those that a configuration named; the others were registered by the program. */
  readonly #configured = new Set<string>();
  #defaults: ResolvedDefaults;

  constructor(options: ServiceRegistryOptions) {
    this.#options = options;
    this.#defaults = options.defaults;
  }

  names(): string[] {
    return [...this.#services.keys()];
  }

  has(name: string): boolean {
    return this.#services.has(name);
  }

  settings(name: string): ServiceSettings | undefined {
    const service = this.#services.get(name);
    if (service === undefined) return undefined;
    const { check: _, ...settings } = service;
    return settings;
  }

  /** Services that the program registered, with what they depend on of what is watched. */
  registered(): Map<string, readonly string[]> {
    const own = [...this.#services].filter(([name]) => !this.#configured.has(name));
    return new Map(own.map(([name, { dependsOn }]) => [name, dependsOn.filter((other) => this.has(other))]));
  }

  /** Begins to watch a service. */
  add(name: string, service: ResolvedService): void {
    const { scheduler, view, commands, heartbeats } = this.#options;
    const data = registrationOf(service);
    commands.order((graph) => graph.accept({ type: 'service.registered', subject: name, data }));
    this.#services.set(name, service);
    view.services.expect(name, service.labels, commands.now());
    heartbeats.watch(name, service.check);
    scheduler.add(name, planOf(service));
  }

  /**
   * Watches what a configuration names, and of an earlier one no more than that. One that is there before and after keeps
   * its history and goes on from where it is; if nothing about it changed it keeps its schedule, too.
   */
  change(services: ReadonlyMap<string, ResolvedService>, defaults: ResolvedDefaults): NamesChanged {
    this.#defaults = defaults;
    this.#options.scheduler.setConcurrency(defaults.concurrency);
    const removed = [...this.#configured].filter((name) => this.has(name) && !services.has(name));
    for (const name of removed) this.unregister(name);
    this.#configured.clear();
    for (const name of services.keys()) this.#configured.add(name);
    const added: string[] = [];
    const changed: string[] = [];
    for (const [name, service] of services) {
      const known = this.#services.get(name);
      if (known === undefined) {
        this.add(name, service);
        added.push(name);
      } else if (this.#update(name, known, service)) {
        changed.push(name);
      }
    }
    return { added, removed, changed };
  }

  /** Says whether anything about it changed. */
  #update(name: string, known: ResolvedService, service: ResolvedService): boolean {
    const { scheduler, view, commands, heartbeats } = this.#options;
    const sameRules = isDeepStrictEqual(registrationOf(known), registrationOf(service));
    const samePlan = isDeepStrictEqual(planOf(known), planOf(service));
    if (sameRules && samePlan) return false;
    this.#services.set(name, service);
    if (!sameRules) {
      const data = registrationOf(service);
      commands.order((graph) => graph.accept({ type: 'service.registered', subject: name, data }));
    }
    if (!samePlan) {
      heartbeats.watch(name, service.check);
      scheduler.remove(name, known.check !== service.check);
      scheduler.add(name, planOf(service));
      if (view.services.get(name)?.paused === true) scheduler.pause(name);
    }
    return true;
  }

  register(name: string, service: ServiceConfig | Check): void {
    const resolved = resolveService(name, service, this.#defaults);
    if (this.has(name)) {
      throw new TocsinError(
        'ERR_SERVICE_EXISTS',
        `there is a service '${name}' already; unregister it first`,
      );
    }
    const others = [...this.#services].map(([other, { dependsOn }]) => [other, dependsOn] as const);
    const issues = dependencyIssues(new Map([...others, [name, resolved.dependsOn]]));
    if (issues.length > 0) throw new ConfigError(issues);
    this.add(name, resolved);
  }

  unregister(name: string): void {
    const { scheduler, view, commands, heartbeats } = this.#options;
    this.#known(name);
    commands.order((graph) => graph.accept({ type: 'service.unregistered', subject: name, data: {} }));
    this.#services.delete(name);
    scheduler.remove(name);
    heartbeats.forget(name);
    view.services.forget(name);
  }

  setPaused(name: string, paused: boolean): void {
    const { scheduler, view, commands, heartbeats } = this.#options;
    this.#known(name);
    const type = paused ? 'service.paused' : 'service.resumed';
    commands.order((graph) => graph.accept({ type, subject: name, data: {} } satisfies Input));
    view.services.setPaused(name, paused, commands.now());
    heartbeats.setPaused(name, paused);
    if (paused) scheduler.pause(name);
    else scheduler.resume(name);
  }

  async check(name: string): Promise<ServiceState> {
    const { scheduler, view, open } = this.#options;
    this.#known(name);
    await open();
    await scheduler.run(name);
    const state = view.services.get(name);
    if (state !== undefined) return state;
    throw new TocsinError('ERR_UNKNOWN_SERVICE', `the service '${name}' was taken out meanwhile`);
  }

  async checkAll(): Promise<Record<string, ServiceState>> {
    const states = this.names().map(async (name) => [name, await this.check(name)] as const);
    return Object.fromEntries(await Promise.all(states));
  }

  #known(name: string): void {
    if (!this.has(name)) throw new TocsinError('ERR_UNKNOWN_SERVICE', `there is no service '${name}'`);
  }
}

/** What the graph is told of a service. */
function registrationOf(service: ResolvedService): EventData['service.registered'] {
  const { failureThreshold, recoveryThreshold, dependsOn, labels, maintenance } = service;
  const rules = { failureThreshold, recoveryThreshold, dependsOn, labels };
  return maintenance.length === 0 ? rules : { ...rules, maintenance };
}

/** What the scheduler is told of it. */
function planOf({ check, everyMs, timeoutMs, slowAfterMs }: ResolvedService): CheckPlan {
  return { check, everyMs, timeoutMs, ...(slowAfterMs === undefined ? {} : { slowAfterMs }) };
}
