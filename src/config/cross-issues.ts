import { didYouMean } from '../domain/closest-name.js';
import type { ConfigIssue } from '../domain/config-error.js';
import { describeValue } from './describe-value.js';

/** What services depend on, by name. */
export type Dependencies = ReadonlyMap<string, readonly unknown[]>;

/**
 * What is wrong between the parts of a configuration: names that mean nothing, services that wait for each other.
 * Looks at the configuration as it was given and skips what has another shape, so that all issues are told at once.
 *
 * @param others services that are there beside those of the configuration
 */
export function crossIssues(config: unknown, others: Dependencies = new Map()): ConfigIssue[] {
  const services = field(config, 'services');
  const channels = field(config, 'channels');
  return [
    ...nameIssues('services', services),
    ...nameIssues('channels', channels),
    ...dependencyIssues(new Map([...others, ...dependencies(services)])),
    ...fallbackIssues(field(field(config, 'alerts'), 'fallback'), channels),
  ];
}

/** Names of services that do not exist, and cycles; each cycle is told once. */
export function dependencyIssues(dependsOn: Dependencies): ConfigIssue[] {
  const issues: ConfigIssue[] = [];
  // What thousands of services miss is mostly the same, and looking for a name like it is slow.
  const remedies = new Map<string, string>();
  for (const [name, needed] of dependsOn) {
    needed.forEach((other, i) => {
      if (typeof other !== 'string' || other.trim() === '' || dependsOn.has(other)) return;
      const remedy = remedies.get(other) ?? (didYouMean(other, dependsOn.keys()) || '; name one of services');
      remedies.set(other, remedy);
      const path = `services.${name}.dependsOn.${i}`;
      issues.push({ path, message: `there is no service ${describeValue(other)}${remedy}` });
    });
  }
  for (const cycle of cycles(dependsOn)) {
    issues.push({
      path: `services.${cycle[0]}.dependsOn`,
      message: `services cannot wait for each other: ${cycle.join(' -> ')}; take one of them out`,
    });
  }
  return issues;
}

function nameIssues(path: string, named: unknown): ConfigIssue[] {
  const what = path === 'services' ? 'a service' : 'a channel';
  return Object.keys(isRecord(named) ? named : {}).flatMap((name) => {
    if (name.trim() === '') return [{ path, message: `the name of ${what} cannot be empty; give it one` }];
    return name === '__proto__'
      ? [{ path, message: `${what} cannot be named __proto__; choose another` }]
      : [];
  });
}

function fallbackIssues(fallback: unknown, channels: unknown): ConfigIssue[] {
  if (!Array.isArray(fallback)) return [];
  const names = Object.keys(isRecord(channels) ? channels : {});
  return fallback.flatMap((name: unknown, i) => {
    if (typeof name !== 'string' || name.trim() === '') return [];
    const path = `alerts.fallback.${i}`;
    if (names.includes(name)) {
      return field(field(channels, name), 'enabled') === false
        ? [{ path, message: `the channel ${describeValue(name)} is disabled; enable it or name another` }]
        : [];
    }
    if (name === 'console') return [];
    const suggestion = didYouMean(name, [...names, 'console']) || "; name one of channels or 'console'";
    return [{ path, message: `there is no channel ${describeValue(name)}${suggestion}` }];
  });
}

function dependencies(services: unknown): Map<string, readonly unknown[]> {
  return new Map(
    Object.entries(isRecord(services) ? services : {}).map(([name, service]) => {
      const dependsOn = field(service, 'dependsOn');
      return [name, Array.isArray(dependsOn) ? dependsOn : []];
    }),
  );
}

/**
 * Every circle that a walk along the dependencies closes, from its first service back to it.
 * Walks with a stack of its own: a chain may be longer than the call stack is deep.
 */
function cycles(dependsOn: Dependencies): string[][] {
  const found: string[][] = [];
  const done = new Set<string>();
  for (const [start, needed] of dependsOn) {
    if (needed.length === 0 || done.has(start)) continue;
    const path: string[] = [];
    const onPath = new Map<string, number>();
    const stack = [{ name: start, next: 0 }];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      if (top.next === 0) {
        if (done.has(top.name)) {
          stack.pop();
          continue;
        }
        onPath.set(top.name, path.length);
        path.push(top.name);
      }
      const other = dependsOn.get(top.name)?.[top.next++];
      if (top.next > (dependsOn.get(top.name)?.length ?? 0)) {
        done.add(top.name);
        onPath.delete(top.name);
        path.pop();
        stack.pop();
        continue;
      }
      if (typeof other !== 'string' || !dependsOn.has(other)) continue;
      const from = onPath.get(other);
      if (from === undefined) stack.push({ name: other, next: 0 });
      else found.push([...path.slice(from), other]);
    }
  }
  return found;
}

function field(object: unknown, name: string): unknown {
  return isRecord(object) && Object.hasOwn(object, name) ? object[name] : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
