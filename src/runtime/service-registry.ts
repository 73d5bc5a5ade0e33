import type { CheckScheduler } from '../checks/check-scheduler.js';
import { dependencyIssues } from '../config/cross-issues.js';
import { type ResolvedDefaults, type ResolvedService, resolveService } from '../config/resolve-config.js';
import type { Check } from '../domain/check.js';
import { ConfigError } from '../domain/config-error.js';
import type { ServiceConfig, ServiceState } from '../domain/service.js';
import type { ServiceSettings } from '../domain/settings.js';
import { TocsinError } from '../domain/tocsin-error.js';
import type { Commands } from './commands.js';
import type { Input } from './graph-input.js';
import type { LiveView } from './live-view.js';

export interface ServiceRegistryOptions {
  readonly defaults: ResolvedDefaults;
  readonly scheduler: CheckScheduler;
  readonly view: LiveView;
  readonly commands: Commands;
  /** Opens the journal if it is not open yet. */
  readonly open: () => Promise<void>;
}

/** The services that are watched in this run: what a monitor's users say of them, and what they ask. */
export class ServiceRegistry {
  readonly #options: ServiceRegistryOptions;
  readonly #services = new Map<string, ResolvedService>();

  constructor(options: ServiceRegistryOptions) {
    this.#options = options;
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

  /** Begins to watch a service. */
  add(name: string, service: ResolvedService): void {
    const { scheduler, view, commands } = this.#options;
    const { check, everyMs, timeoutMs, slowAfterMs, failureThreshold, recoveryThreshold } = service;
    const { dependsOn, labels, maintenance } = service;
    const rules = { failureThreshold, recoveryThreshold, dependsOn, labels };
    const data = maintenance.length === 0 ? rules : { ...rules, maintenance };
    commands.order((graph) => graph.accept({ type: 'service.registered', subject: name, data }));
    this.#services.set(name, service);
    view.services.expect(name, labels, commands.now());
    scheduler.add(name, { check, everyMs, timeoutMs, ...(slowAfterMs === undefined ? {} : { slowAfterMs }) });
  }

  register(name: string, service: ServiceConfig | Check): void {
    const resolved = resolveService(name, service, this.#options.defaults);
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
    const { scheduler, view, commands } = this.#options;
    this.#known(name);
    commands.order((graph) => graph.accept({ type: 'service.unregistered', subject: name, data: {} }));
    this.#services.delete(name);
    scheduler.remove(name);
    view.services.forget(name);
  }

  setPaused(name: string, paused: boolean): void {
    const { scheduler, view, commands } = this.#options;
    this.#known(name);
    const type = paused ? 'service.paused' : 'service.resumed';
    commands.order((graph) => graph.accept({ type, subject: name, data: {} } satisfies Input));
    view.services.setPaused(name, paused, commands.now());
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
