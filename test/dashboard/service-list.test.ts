import { describe, expect, it } from 'vitest';
import { serviceFilterOf } from '../../dashboard/src/state/service-filter.js';
import {
  type Entry,
  groupLabels,
  listServices,
  sameEntries,
} from '../../dashboard/src/state/service-list.js';
import type { ServiceState } from '../../src/domain/service.js';
import { serviceState } from './states.js';

const states = [
  serviceState('api', { labels: { team: 'core' }, latencyMs: 30, since: 50 }),
  serviceState('cache', { status: 'degraded', labels: { team: 'data' }, latencyMs: 5, since: 40 }),
  serviceState('db', {
    status: 'unhealthy',
    labels: { team: 'data' },
    message: 'connect ECONNREFUSED',
    since: 30,
  }),
  serviceState('mail', { status: 'unknown', since: 60 }),
  serviceState('queue', {
    status: 'unhealthy',
    labels: { team: 'core' },
    paused: true,
    latencyMs: 9,
    since: 10,
  }),
];

function list(
  query: Record<string, string>,
  { collapsed = [], of = states }: { collapsed?: string[]; of?: readonly ServiceState[] } = {},
) {
  const uptimes: Record<string, number> = { api: 100, cache: 99.5, db: 20 };
  return listServices({
    states: of,
    filter: serviceFilterOf(query),
    uptimeOf: (name) => uptimes[name],
    collapsed: new Set(collapsed),
  });
}

function names(entries: readonly Entry[]): string[] {
  return entries.map((entry) => (entry.type === 'service' ? entry.name : `[${entry.value}]`));
}

describe('the list of services', () => {
  it.each([
    [{}, ['db', 'queue', 'cache', 'mail', 'api']],
    [{ sort: '-status' }, ['api', 'mail', 'cache', 'queue', 'db']],
    [{ sort: 'name' }, ['api', 'cache', 'db', 'mail', 'queue']],
    [{ sort: '-name' }, ['queue', 'mail', 'db', 'cache', 'api']],
    [{ sort: 'latency' }, ['api', 'queue', 'cache', 'db', 'mail']],
    [{ sort: '-latency' }, ['cache', 'queue', 'api', 'db', 'mail']],
    [{ sort: 'uptime' }, ['db', 'cache', 'api', 'mail', 'queue']],
    [{ sort: 'since' }, ['mail', 'api', 'cache', 'db', 'queue']],
  ])('is sorted by %j: what needs eyes first, what is not known last', (query, expected) => {
    expect(names(list(query).entries)).toEqual(expected);
  });

  it.each([
    ['DB', ['db']],
    ['econnrefused', ['db']],
    ['team:data', ['db', 'cache']],
    ['data refused', ['db']],
    ['nothing', []],
  ])('is filtered by the words %s in name, labels and message', (q, expected) => {
    expect(names(list({ q }).entries)).toEqual(expected);
  });

  it('is filtered by any of several statuses', () => {
    const { entries, matched } = list({ status: 'degraded,unknown' });
    expect(names(entries)).toEqual(['cache', 'mail']);
    expect(matched).toBe(2);
  });

  it('is grouped by a label, those without it at the end, each group with its own worst status', () => {
    const { entries, matched } = list({ group: 'team' }, { collapsed: ['data'] });
    expect(names(entries)).toEqual(['[core]', 'queue', 'api', '[data]', '[]', 'mail']);
    expect(matched).toBe(5);
    expect(entries[3]).toEqual({
      type: 'group',
      value: 'data',
      status: 'unhealthy',
      counts: { unknown: 0, healthy: 0, degraded: 1, unhealthy: 1 },
      size: 2,
      collapsed: true,
    });
  });

  it('has the groups in the order of their worst statuses, or of their names if services are sorted otherwise', () => {
    const of = [
      serviceState('a', { labels: { team: 'calm' } }),
      serviceState('b', { labels: { team: 'worried' }, status: 'degraded' }),
      serviceState('c', { status: 'unhealthy' }),
    ];
    const groups = (query: Record<string, string>) =>
      names(list({ group: 'team', ...query }, { of }).entries).filter((name) => name.startsWith('['));
    expect(groups({})).toEqual(['[worried]', '[calm]', '[]']);
    expect(groups({ sort: '-status' })).toEqual(['[calm]', '[worried]', '[]']);
    expect(groups({ sort: 'name' })).toEqual(['[calm]', '[worried]', '[]']);
  });

  it('is not misled by a label named like a property of every object', () => {
    expect(names(list({ group: 'constructor' }).entries)[0]).toBe('[]');
  });

  it('is the same list while only what the rows show changes', () => {
    const before = list({ group: 'team' }).entries;
    const slower = states.map((state) => (state.name === 'api' ? { ...state, latencyMs: 31 } : state));
    expect(sameEntries(before, list({ group: 'team' }, { of: slower }).entries)).toBe(true);
    const worse = states.map((state) =>
      state.name === 'api' ? { ...state, status: 'degraded' as const } : state,
    );
    expect(sameEntries(before, list({ group: 'team' }, { of: worse }).entries)).toBe(false);
    expect(sameEntries(before, list({ group: 'team' }, { collapsed: ['data'] }).entries)).toBe(false);
  });

  it('offers the labels that most services have first', () => {
    const labelled = [
      serviceState('a', { labels: { zone: 'x' } }),
      serviceState('b', { labels: { zone: 'x', team: 'y' } }),
      serviceState('c', { labels: { area: 'z' } }),
    ];
    expect(groupLabels(labelled)).toEqual(['zone', 'area', 'team']);
  });
});
