import { describe, expect, it } from 'vitest';
import { formatRoute, linkTo, linkToService, parseRoute } from '../../dashboard/src/state/route.js';
import { serviceFilterOf, serviceQueryOf, toggleStatus } from '../../dashboard/src/state/service-filter.js';

describe('where one is in the page', () => {
  it.each([
    ['', { view: 'services', name: '', query: {} }],
    ['#/', { view: 'services', name: '', query: {} }],
    ['#/alerts?severity=error', { view: 'alerts', name: '', query: { severity: 'error' } }],
    ['#/nowhere?q=x', { view: 'services', name: '', query: { q: 'x' } }],
    ['#/service/', { view: 'services', name: '', query: {} }],
    ['#/service/a%2Fb%20c', { view: 'service', name: 'a/b c', query: {} }],
    ['#/service/100%', { view: 'service', name: '100%', query: {} }],
    ['#/service/a/b?span=7d', { view: 'service', name: 'a/b', query: { span: '7d' } }],
  ])('is read from %s', (hash, route) => {
    expect(parseRoute(hash)).toEqual(route);
  });

  it.each(['a', 'a/b', 'a?b', '#', '100%', 'ünï cödé', '<img src=x onerror=alert(1)>', '..', '‮drow'])(
    'is found again for a service named %s',
    (name) => {
      expect(parseRoute(linkToService(name))).toEqual({ view: 'service', name, query: {} });
    },
  );

  it('leaves out what is empty', () => {
    expect(linkTo('incidents')).toBe('#/incidents');
    expect(formatRoute({ view: 'services', name: '', query: { q: '', status: 'unhealthy' } })).toBe(
      '#/services?status=unhealthy',
    );
  });
});

describe('the filter of services', () => {
  it('is the same after it stood in a link', () => {
    const filter = {
      q: 'api team:core',
      statuses: ['unhealthy', 'unknown'],
      sort: 'latency',
      reversed: true,
      group: 'team',
      span: '30d',
    } as const;
    const { query } = parseRoute(linkTo('services', serviceQueryOf(filter)));
    expect(serviceFilterOf(query)).toEqual(filter);
  });

  it('says nothing of what is at its default', () => {
    expect(serviceQueryOf(serviceFilterOf({}))).toEqual({});
  });

  it('takes what makes no sense for the default', () => {
    expect(serviceFilterOf({ status: 'fine,degraded', sort: '-beauty', span: '5y' })).toEqual({
      q: '',
      statuses: ['degraded'],
      sort: 'status',
      reversed: true,
      group: '',
      span: '24h',
    });
  });

  it('has statuses added and taken away', () => {
    const none = serviceFilterOf({});
    const one = toggleStatus(none, 'healthy');
    const two = toggleStatus(one, 'unhealthy');
    expect(two.statuses).toEqual(['unhealthy', 'healthy']);
    expect(toggleStatus(two, 'healthy').statuses).toEqual(['unhealthy']);
  });
});
