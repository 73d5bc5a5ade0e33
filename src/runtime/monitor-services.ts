import type { CheckScheduler } from '../checks/check-scheduler.js';
import type { Monitor } from '../domain/monitor.js';
import { handled } from './handled.js';
import type { Heartbeats } from './heartbeats.js';
import type { LiveView } from './live-view.js';
import type { ServiceRegistry } from './service-registry.js';
import { stoppedError } from './stopped-error.js';

/** What of a monitor is about its services. */
type Services = Pick<
  Monitor,
  | 'register'
  | 'unregister'
  | 'pause'
  | 'resume'
  | 'check'
  | 'checkAll'
  | 'beat'
  | 'hungChecks'
  | 'service'
  | 'services'
  | 'serviceSettings'
  | 'summary'
  | 'service$'
  | 'status$'
  | 'changes$'
  | 'summary$'
>;

export interface ServicesOptions {
  readonly registry: ServiceRegistry;
  readonly scheduler: CheckScheduler;
  readonly heartbeats: Heartbeats;
  readonly view: LiveView;
  /** Whether the monitor is stopping or stopped. */
  readonly isOver: () => boolean;
}

/** What a monitor's users say of its services, and what they ask. */
export function servicesOf({ registry, scheduler, heartbeats, view, isOver }: ServicesOptions): Services {
  /** Unless it is too late. Whoever does not wait for the answer is not told. */
  const unlessOver = <T>(work: () => Promise<T>): Promise<T> =>
    handled(isOver() ? Promise.reject(stoppedError()) : work());
  return {
    register(name, service) {
      if (isOver()) throw stoppedError();
      registry.register(name, service);
    },
    unregister: (name) => registry.unregister(name),
    pause: (name) => registry.setPaused(name, true),
    resume: (name) => registry.setPaused(name, false),
    check: (name) => unlessOver(() => registry.check(name)),
    checkAll: () => unlessOver(() => registry.checkAll()),
    beat: (name, beat) => unlessOver(() => heartbeats.beat(name, beat)),
    hungChecks: () => scheduler.hung(),

    service: (name) => view.services.get(name),
    services: () => [...view.services.all()],
    serviceSettings: (name) => registry.settings(name),
    summary: () => view.summary(),
    service$: (name) => view.service$(name),
    status$: (name) => view.status$(name),
    changes$: view.changes$,
    summary$: view.summary$,
  };
}
