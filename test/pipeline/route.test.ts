import { of } from 'rxjs';
import { describe, expect, test } from 'vitest';
import type { Notification } from '../../src/domain/notification.js';
import type { PipelineItem } from '../../src/pipeline/item.js';
import { type RouteFilter, route } from '../../src/pipeline/route.js';
import { alertOf } from '../support/alerts.js';

function channelsFor(
  filters: Record<string, RouteFilter>,
  parts: Partial<Notification> = {},
  fallback: readonly string[] = [],
): readonly string[] | undefined {
  const notification: Notification = {
    id: 'n',
    at: 0,
    reason: 'first',
    groupKey: 'g',
    title: 'T',
    message: '',
    severity: 'error',
    category: 'db',
    count: 2,
    total: 2,
    alerts: [alertOf({ key: 'x', service: 'api' }), alertOf({ key: 'y' })],
    ...parts,
  };
  const items: PipelineItem[] = [];
  of<PipelineItem>({ type: 'notification', notification, tells: [] })
    .pipe(route({ channels: new Map(Object.entries(filters)), fallback }))
    .subscribe((item) => items.push(item));
  const [item] = items;
  return item?.type === 'notification' ? item.channels : undefined;
}

describe('route', () => {
  test('gives a notification to every channel without filters', () => {
    expect(channelsFor({ a: {}, b: {} })).toEqual(['a', 'b']);
  });

  test('asks for the least severity, inclusively', () => {
    const filters: Record<string, RouteFilter> = {
      warning: { minSeverity: 'warning' },
      error: { minSeverity: 'error' },
      critical: { minSeverity: 'critical' },
    };
    expect(channelsFor(filters)).toEqual(['warning', 'error']);
  });

  test('asks for the category', () => {
    expect(channelsFor({ db: { categories: ['db', 'x'] }, net: { categories: ['net'] } })).toEqual(['db']);
  });

  test('matches when any of the alerts it tells of does', () => {
    const filters: Record<string, RouteFilter> = {
      x: { match: { key: 'x' } },
      api: { match: { service: /^a/, key: 'x' } },
      none: { match: { key: 'z' } },
    };
    expect(channelsFor(filters)).toEqual(['x', 'api']);
  });

  test('asks a function, and delivers rather than loses when it throws', () => {
    const filters: Record<string, RouteFilter> = {
      yes: { match: ({ count }) => count === 2 },
      no: { match: () => false },
      broken: {
        match: () => {
          throw new Error('oops');
        },
      },
    };
    expect(channelsFor(filters)).toEqual(['yes', 'broken']);
  });

  test('asks for all of a filter together', () => {
    expect(channelsFor({ a: { minSeverity: 'error', categories: ['net'] } })).toEqual([]);
  });

  test('gives a disabled channel nothing', () => {
    expect(channelsFor({ a: { enabled: false }, b: { enabled: true } })).toEqual(['b']);
  });

  test('gives what no channel accepts to the fallback only if it is critical', () => {
    const filters = { a: { categories: ['net'] } };
    expect(channelsFor(filters, { severity: 'critical' }, ['f'])).toEqual(['f']);
    expect(channelsFor(filters, { severity: 'error' }, ['f'])).toEqual([]);
  });
});
