import { describe, expect, test } from 'vitest';
import { story } from '../../support/monitor.js';
import { apiOf, type TestApi } from './api-of.js';

const START = Date.UTC(2026, 0, 5);
const at = (seconds: number): string => new Date(START + seconds * 1_000).toISOString();
const matchers = [{ name: 'alertname', value: 'HighLoad', isRegex: false, isEqual: true }];
const silence = { matchers, startsAt: at(0), endsAt: at(600), createdBy: 'ann', comment: 'deploy' };
const labels = { alertname: 'HighLoad', instance: 'a' };

async function add({ ask }: TestApi, body: object = {}): Promise<string> {
  const [status, answer] = await ask('POST', '/silences', { ...silence, ...body });
  expect([status, answer]).toEqual([200, { silenceID: expect.any(String) }]);
  return String(Reflect.get(Object(answer), 'silenceID'));
}

async function idsOf({ get }: TestApi, query = ''): Promise<string[]> {
  const answer = await get(`/silences${query}`);
  return Array.isArray(answer) ? answer.map(({ id }) => id) : [];
}

describe('a silence of Alertmanager', () => {
  test('holds back what it matches, as soon as it is answered', async () => {
    const api = apiOf();
    const { clock, ops, monitor, post, get } = api;
    const id = await add(api);
    await post({ labels }, { labels: { alertname: 'Other' } });
    expect(await get(`/silence/${id}`)).toEqual({
      id,
      status: { state: 'active' },
      updatedAt: at(0),
      comment: 'deploy',
      createdBy: 'ann',
      startsAt: at(0),
      endsAt: at(600),
      matchers,
      annotations: {},
    });
    await clock.advance('4m');
    await post({ labels });
    await clock.advance('4m');
    await post({ labels });
    await clock.advance('3m');
    expect(story(ops)).toEqual([
      '0s first 1/1 Other',
      '300s resolved 0/1 Resolved: Other',
      '600s first 1/1 HighLoad',
    ]);
    await monitor.stop();
  });

  test('holds back the alerts of Tocsin itself', async () => {
    const api = apiOf({ services: { api: { check: () => false, failureThreshold: 1 } } });
    const { monitor, ops } = api;
    await add(api, {
      matchers: [
        { name: 'alertname', value: 'Service .*', isRegex: true },
        { name: 'service', value: 'api', isRegex: false },
        { name: 'team', value: 'web', isRegex: false, isEqual: false },
      ],
    });
    await monitor.check('api');
    await monitor.flush();
    expect(ops.notifications).toEqual([]);
    expect(monitor.incidents.list()).toMatchObject([{ heldBy: 'silenced' }]);
    await monitor.stop();
  });

  test('begins at once if it would have begun before, and has an author in any case', async () => {
    const api = apiOf();
    const id = await add(api, { startsAt: at(-60), createdBy: ' ', comment: undefined });
    const zero = await add(api, { startsAt: '0001-01-01T00:00:00.000Z' });
    expect(await api.get(`/silence/${id}`)).toMatchObject({
      startsAt: at(0),
      createdBy: 'unknown',
      comment: '',
    });
    expect(await api.get(`/silence/${zero}`)).toMatchObject({ startsAt: at(0) });
    await api.monitor.stop();
  });

  test('is durable when it is answered', async () => {
    const api = apiOf();
    const id = await add(api);
    const types: string[] = [];
    for await (const { type, subject } of api.monitor.events()) types.push(`${type} ${subject}`);
    expect(types.at(-1)).toBe(`silence.created ${id}`);
    await api.ask('DELETE', `/silence/${id}`);
    for await (const { type, subject } of api.monitor.events()) types.push(`${type} ${subject}`);
    expect(types.at(-1)).toBe(`silence.ended ${id}`);
    await api.monitor.stop();
  });

  test('is ended by DELETE, and stays ended when that is asked again', async () => {
    const api = apiOf();
    const { clock, monitor, ops, post, ask, get } = api;
    const id = await add(api);
    await post({ labels });
    await clock.advance('1m');
    for (let i = 0; i < 2; i++) expect(await ask('DELETE', `/silence/${id}`)).toEqual([200, undefined]);
    expect(await get(`/silence/${id}`)).toMatchObject({ status: { state: 'expired' }, endsAt: at(60) });
    await monitor.flush();
    expect(story(ops)).toEqual(['60s first 1/1 HighLoad']);
    await monitor.stop();
  });

  test('that is ended before it began ends where it begins', async () => {
    const api = apiOf();
    const id = await add(api, { startsAt: at(60) });
    expect(await api.get(`/silence/${id}`)).toMatchObject({ status: { state: 'pending' }, startsAt: at(60) });
    await api.ask('DELETE', `/silence/${id}`);
    expect(await api.get(`/silence/${id}`)).toMatchObject({
      status: { state: 'expired' },
      startsAt: at(0),
      endsAt: at(0),
    });
    await api.monitor.stop();
  });

  test.each(['GET', 'DELETE'])('that is unknown is not found by %s', async (method) => {
    const { ask, monitor } = apiOf();
    expect(await ask(method, '/silence/nope')).toEqual([404, "there is no silence 'nope'"]);
    await monitor.stop();
  });
});

describe('a silence that is changed', () => {
  test('keeps its id if only its end or its words change', async () => {
    const api = apiOf();
    const { clock, get } = api;
    const id = await add(api);
    await clock.advance('1m');
    expect(await add(api, { id, endsAt: at(1_200), comment: 'longer' })).toBe(id);
    expect(await get(`/silence/${id}`)).toMatchObject({
      startsAt: at(0),
      endsAt: at(1_200),
      comment: 'longer',
      updatedAt: at(60),
    });
    expect(await idsOf(api)).toEqual([id]);
    await api.monitor.stop();
  });

  test('makes way for another one if it shall match something else, and nothing is told in between', async () => {
    const api = apiOf();
    const { clock, monitor, ops, post, get } = api;
    const id = await add(api);
    await post({ labels });
    await clock.advance('1m');
    const next = await add(api, {
      id,
      matchers: [...matchers, { name: 'instance', value: 'b', isRegex: false, isEqual: false }],
    });
    expect(next).not.toBe(id);
    await monitor.flush();
    expect(ops.notifications).toEqual([]);
    expect(await get(`/silence/${id}`)).toMatchObject({ status: { state: 'expired' }, endsAt: at(60) });
    expect(await get(`/silence/${next}`)).toMatchObject({ status: { state: 'active' }, startsAt: at(60) });
    expect(await idsOf(api)).toEqual([next, id]);
    await monitor.stop();
  });

  test('makes way for another one if it shall begin at another time or is over', async () => {
    const api = apiOf();
    const { clock } = api;
    const id = await add(api);
    const later = await add(api, { id, startsAt: at(300) });
    expect(later).not.toBe(id);
    expect(await add(api, { id: later, startsAt: at(400) })).toBe(later);
    await clock.advance('20m');
    const again = await add(api, { id: later, startsAt: at(400), endsAt: at(3_600) });
    expect(await idsOf(api)).toEqual([again, later, id]);
    await api.monitor.stop();
  });

  test('goes on matching by fields that Alertmanager does not know', async () => {
    const api = apiOf();
    const { monitor, get, ask } = api;
    const match = { key: /^queue/i, service: { not: 'api' }, title: 'Stuck' } as const;
    const { id } = monitor.silences.add({ match, by: 'ann', for: '10m', reason: 'x' });
    const shown = await get(`/silence/${id}`);
    expect(shown).toMatchObject({
      matchers: [
        { name: 'alertname', value: 'Stuck', isRegex: false, isEqual: true },
        { name: 'service', value: 'api', isRegex: false, isEqual: false },
        { name: 'tocsin_key', value: '(?i).*(?:^queue).*', isRegex: true, isEqual: true },
      ],
    });
    const changed = { ...Object(shown), endsAt: at(3_600) };
    expect(await ask('POST', '/silences', changed)).toEqual([200, { silenceID: id }]);
    expect(monitor.silences.list()).toMatchObject([{ id, match, until: START + 3_600_000 }]);
    await monitor.stop();
  });

  test('takes the place of a time of maintenance', async () => {
    const api = apiOf({
      services: {
        api: { check: () => true, maintenance: { start: '00:00', duration: '2h', timeZone: 'UTC' } },
      },
    });
    const { clock, monitor, get } = api;
    await monitor.start();
    await clock.advance('1s');
    const [window] = await idsOf(api);
    const shown = await get(`/silence/${window}`);
    expect(shown).toMatchObject({ createdBy: 'maintenance', status: { state: 'active' }, endsAt: at(7_200) });
    const next = await add(api, { ...Object(shown), endsAt: at(10_800) });
    expect(next).not.toBe(window);
    expect(await get(`/silence/${next}`)).toMatchObject({ endsAt: at(10_800) });
    expect(await get(`/silence/${window}`)).toMatchObject({ status: { state: 'expired' } });
    await monitor.stop();
  });

  test('that is unknown is not found', async () => {
    const { ask, monitor } = apiOf();
    expect(await ask('POST', '/silences', { ...silence, id: 'nope' })).toEqual([
      404,
      "there is no silence 'nope'",
    ]);
    await monitor.stop();
  });
});

describe('GET /silences', () => {
  test('lists those in force, to come and over, each as it is next of interest', async () => {
    const api = apiOf();
    const { clock, ask } = api;
    const ended: string[] = [];
    for (let i = 0; i < 2; i++) {
      await clock.advance('1s');
      const id = await add(api);
      await ask('DELETE', `/silence/${id}`);
      ended.unshift(id);
    }
    const late = await add(api, { endsAt: at(900) });
    const soon = await add(api, { endsAt: at(300) });
    const far = await add(api, { startsAt: at(500) });
    const near = await add(api, { startsAt: at(400) });
    expect(await idsOf(api)).toEqual([soon, late, near, far, ...ended]);
    expect(await idsOf(api, '?expired=false')).toEqual([soon, late, near, far]);
    expect(await idsOf(api, '?active=false&pending=false')).toEqual(ended);
    await api.monitor.stop();
  });

  test('picks those that have all the matchers asked for', async () => {
    const api = apiOf();
    const plain = await add(api);
    const both = await add(api, {
      matchers: [...matchers, { name: 'job', value: 'n.*|x/y', isRegex: true }],
    });
    const filter = (text: string): string => `filter=${encodeURIComponent(text)}`;
    expect((await idsOf(api, `?${filter('alertname="HighLoad"')}`)).sort()).toEqual([plain, both].sort());
    expect(await idsOf(api, `?${filter('alertname=HighLoad')}&${filter('job=~"n.*|x/y"')}`)).toEqual([both]);
    expect(await idsOf(api, `?${filter('job="n.*|x/y"')}`)).toEqual([]);
    expect(await idsOf(api, `?${filter('alertname!="HighLoad"')}`)).toEqual([]);
    await api.monitor.stop();
  });
});

describe('a silence that cannot be', () => {
  test.each([
    ['[', 'expected a silence, found no JSON'],
    [{ ...silence, matchers: [] }, /^matchers: /],
    [{ ...silence, matchers: [{ name: '', value: 'x', isRegex: false }] }, /^matchers\[0\]\.name: /],
    [{ ...silence, matchers: [{ name: 'a', value: 5, isRegex: false }] }, /^matchers\[0\]\.value: /],
    [{ ...silence, matchers: Array(65).fill(matchers[0]) }, /^matchers: /],
    [{ ...silence, endsAt: 'soon' }, 'endsAt: expected a time such as 2026-03-01T12:00:00Z'],
    [{ ...silence, endsAt: undefined }, 'endsAt: expected a time such as 2026-03-01T12:00:00Z'],
    [{ ...silence, startsAt: at(600) }, 'endsAt: a silence has to end after it starts'],
    [{ ...silence, startsAt: at(-60), endsAt: at(-1) }, 'endsAt: a silence cannot end in the past'],
    [{ ...silence, comment: 'x'.repeat(10_001) }, /^comment: /],
    [
      { ...silence, matchers: [{ name: 'a', value: 'x*', isRegex: true }] },
      'at least one matcher must not match the empty text, else all alerts would be silenced',
    ],
    [
      { ...silence, matchers: [{ name: 'a', value: '(x+)+', isRegex: true }] },
      'the expression "(x+)+" repeats a group that holds a repetition or a |, which could take for ever',
    ],
  ])('is refused: %#', async (body, problem) => {
    const { ask, monitor } = apiOf();
    const [status, answer] = await ask('POST', '/silences', body);
    expect(status).toBe(400);
    if (typeof problem === 'string') expect(answer).toBe(problem);
    else expect(answer).toMatch(problem);
    expect(monitor.silences.list()).toEqual([]);
    await monitor.stop();
  });
});
