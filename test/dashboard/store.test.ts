import { effect } from '@preact/signals';
import { describe, expect, it } from 'vitest';
import { createStore, MOST_ALERTS } from '../../dashboard/src/state/store.js';
import { alertView, incidentOf, overviewOf, serviceState, silenceOf } from './states.js';

const change = { position: 11, at: 6_000 };

describe('the store of the page', () => {
  it('knows nothing before the first snapshot', () => {
    const store = createStore();
    expect(store.ready.value).toBe(false);
    expect(store.states()).toEqual([]);
    store.replace(overviewOf());
    expect(store.ready.value).toBe(true);
    expect(store.version.value).toBe('1.2.3');
  });

  it('lists services in the order of their names, as people read numbers', () => {
    const store = createStore();
    store.replace(overviewOf({ services: ['db-10', 'api', 'db-2'].map((name) => serviceState(name)) }));
    expect(store.names.value).toEqual(['api', 'db-2', 'db-10']);
    store.apply({ ...change, services: [serviceState('cache')], gone: ['api'] });
    expect(store.names.value).toEqual(['cache', 'db-2', 'db-10']);
    expect(store.service('api')).toBeUndefined();
  });

  it('lets one change of a service be heard by those who follow this service alone', () => {
    const store = createStore();
    store.replace(overviewOf({ services: [serviceState('a'), serviceState('b')] }));
    const heard: string[] = [];
    const stop = effect(() => void heard.push(`a ${store.service('a')?.value.status}`));
    const stopOther = effect(() => void heard.push(`b ${store.service('b')?.value.status}`));
    const stopNames = effect(() => void heard.push(`names ${store.names.value.join(' ')}`));
    store.apply({ ...change, services: [serviceState('a', { status: 'unhealthy' })] });
    expect(heard).toEqual(['a healthy', 'b healthy', 'names a b', 'a unhealthy']);
    for (const end of [stop, stopOther, stopNames]) end();
  });

  it('tells which services took another status, also when a snapshot brings it', () => {
    const store = createStore();
    store.replace(overviewOf({ services: [serviceState('a'), serviceState('b')] }));
    const degraded = serviceState('a', { status: 'degraded' });
    expect(store.apply({ ...change, services: [degraded, serviceState('b')] })).toEqual([
      { service: 'a', from: 'healthy', to: 'degraded' },
    ]);
    expect(store.replace(overviewOf({ services: [serviceState('a')] }))).toEqual([
      { service: 'a', from: 'degraded', to: 'healthy' },
    ]);
    expect(store.names.value).toEqual(['a']);
  });

  it('takes a change twice without counting anything twice, and passes over one that is older', () => {
    const store = createStore();
    store.replace(overviewOf({ alerts: [alertView('1', 1), alertView('2', 2)] }));
    const news = { ...change, alerts: [alertView('2', 2), alertView('3', 3)], incidents: [incidentOf('k')] };
    store.apply(news);
    store.apply(news);
    expect(store.alerts.value.map(({ alert }) => alert.id)).toEqual(['1', '2', '3']);
    expect(store.incidents.value).toHaveLength(1);
    store.apply({ position: 9, at: 1, services: [serviceState('late')] });
    expect(store.names.value).toEqual([]);
    expect(store.at.value).toBe(6_000);
  });

  it('keeps the latest alerts only', () => {
    const store = createStore();
    const alerts = Array.from({ length: MOST_ALERTS }, (_, n) => alertView(`${n}`, n));
    store.replace(overviewOf({ alerts }));
    store.apply({ ...change, alerts: [alertView('new', MOST_ALERTS)] });
    expect(store.alerts.value).toHaveLength(MOST_ALERTS);
    expect(store.alerts.value[0]?.alert.id).toBe('1');
    expect(store.alerts.value.at(-1)?.alert.id).toBe('new');
  });

  it('says when there may be a gap to what was loaded of older alerts', () => {
    const store = createStore();
    const alerts = Array.from({ length: MOST_ALERTS - 1 }, (_, n) => alertView(`${n}`, n));
    store.replace(overviewOf({ alerts }));
    const before = store.generation.value;
    store.apply({ ...change, alerts: [alertView('a', MOST_ALERTS), alertView('0', 0)] });
    expect(store.generation.value).toBe(before);
    store.apply({ ...change, alerts: [alertView('b', MOST_ALERTS)] });
    expect(store.generation.value).toBe(before + 1);
    store.replace(overviewOf({ alerts }));
    expect(store.generation.value).toBe(before + 2);
  });

  it('forgets incidents and silences that the server forgot', () => {
    const store = createStore();
    store.replace(
      overviewOf({
        incidents: [incidentOf('a'), incidentOf('b')],
        silences: [silenceOf('1'), silenceOf('2')],
      }),
    );
    store.apply({ ...change, incidentsGone: ['a'], silencesGone: ['2'] });
    expect(store.incidents.value.map(({ key }) => key)).toEqual(['b']);
    expect(store.silences.value.map(({ id }) => id)).toEqual(['1']);
  });

  it('knows nothing any more once it is told to forget', () => {
    const store = createStore();
    store.replace(overviewOf({ services: [serviceState('a')], alerts: [alertView('1', 1)] }));
    store.forget();
    expect([store.ready.value, store.summary.value, store.names.value, store.alerts.value]).toEqual([
      false,
      undefined,
      [],
      [],
    ]);
    expect(store.service('a')).toBeUndefined();
    store.replace(overviewOf({ position: 1, services: [serviceState('b')] }));
    expect(store.names.value).toEqual(['b']);
  });

  it('puts channels, figures and the phase in place of what was known', () => {
    const store = createStore();
    const mail = {
      name: 'mail',
      kind: 'email',
      enabled: true,
      timeoutMs: 1,
      maxAttempts: 1,
      sent: 0,
      failedAttempts: 0,
      abandoned: 0,
      pending: 0,
      circuit: 'closed',
    } as const;
    store.replace(overviewOf({ channels: [mail, { ...mail, name: 'ops' }] }));
    store.apply({ ...change, phase: 'stopping', channels: [{ ...mail, sent: 1, circuit: 'open' }] });
    expect(store.channels.value.map(({ name, sent, circuit }) => [name, sent, circuit])).toEqual([
      ['mail', 1, 'open'],
      ['ops', 0, 'closed'],
    ]);
    expect(store.phase.value).toBe('stopping');
  });
});
