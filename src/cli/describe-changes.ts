import type { NamesChanged, Reconfigured } from '../domain/reconfigured.js';

/** What another configuration changed, a line each, for people; none if nothing did. */
export function describeChanges({ services, channels, alerts, triggers, errors }: Reconfigured): string[] {
  return [
    ...describe('service', services),
    ...describe('channel', channels),
    ...describe('trigger', triggers),
    ...(alerts ? ['rules for alerts changed'] : []),
    ...(errors ? ['what is done with errors changed'] : []),
  ];
}

function describe(what: string, { added, removed, changed }: NamesChanged): string[] {
  const parts = [
    ['added', added],
    ['removed', removed],
    ['changed', changed],
  ] as const;
  return parts
    .filter(([, names]) => names.length > 0)
    .map(([how, names]) => `${what}${names.length === 1 ? '' : 's'} ${how}: ${names.join(', ')}`);
}
