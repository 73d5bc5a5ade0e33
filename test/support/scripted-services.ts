import type { Outcome } from '../../src/domain/check.js';
import type { ServiceConfig } from '../../src/domain/service.js';

/** Services whose checks answer what the test said last; they begin with `pass`. */
export interface ScriptedServices {
  readonly services: Record<string, ServiceConfig>;
  set(name: string, outcome: Outcome): void;
}

/** Makes services by name, each with what differs from `check` alone; checked only by hand unless started. */
export function scriptedServices(
  configs: Readonly<Record<string, Omit<ServiceConfig, 'check'>>>,
): ScriptedServices {
  const outcomes = new Map<string, Outcome>();
  const services = Object.fromEntries(
    Object.entries(configs).map(([name, config]) => [
      name,
      { ...config, check: () => ({ outcome: outcomes.get(name) ?? 'pass' }) },
    ]),
  );
  return { services, set: (name, outcome) => outcomes.set(name, outcome) };
}
