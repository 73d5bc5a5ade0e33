import { describe, expect, test } from 'vitest';
import { recordingChannel } from '../../../src/testing/recording-channel.js';
import { apiOf, askingApi } from './api-of.js';

const START = Date.UTC(2026, 0, 5);
const at = (seconds: number): string => new Date(START + seconds * 1_000).toISOString();
const labels = { alertname: 'HighLoad', instance: 'a', job: 'node', severity: 'page' };

/** One field of each alert of an answer. */
function fieldsOf(answer: unknown, field: string): unknown[] {
  if (!Array.isArray(answer)) throw new Error('no list');
  return answer.map((alert) => Reflect.get(Object(alert), field));
}

/** The names of the alerts of an answer. */
function namesOf(answer: unknown): unknown[] {
  return fieldsOf(answer, 'labels')
    .map((labels) => Reflect.get(Object(labels), 'alertname'))
    .sort();
}

describe('GET /alerts', () => {
  test('gives a posted alert as it was posted last', async () => {
    const { clock, monitor, post, get } = apiOf();
    await post({ labels: { ...labels, none: '' }, startsAt: at(-30), annotations: { summary: 'high' } });
    await clock.advance('1m');
    await post({
      labels,
      startsAt: at(-30),
      endsAt: at(300),
      annotations: { summary: 'higher', runbook: 'x' },
      generatorURL: 'https://prometheus/graph',
    });
    expect(await get('/alerts')).toEqual([
      {
        labels,
        annotations: { summary: 'higher', runbook: 'x' },
        startsAt: at(-30),
        updatedAt: at(60),
        endsAt: at(300),
        // As Alertmanager has it for these labels.
        fingerprint: 'ed2ab875677bde5d',
        generatorURL: 'https://prometheus/graph',
        receivers: [{ name: 'ops' }],
        status: { state: 'active', silencedBy: [], inhibitedBy: [], mutedBy: [] },
      },
    ]);
    await monitor.stop();
  });

  test('gives the conditions of Tocsin itself, and neither events nor what is over', async () => {
    const { clock, monitor, get } = apiOf({ services: { api: { check: () => false, failureThreshold: 1 } } });
    await monitor.check('api');
    await monitor.alert({ title: 'Happened', severity: 'error' });
    await monitor.alert({ title: 'Over', severity: 'error', kind: 'condition', key: 'over' });
    await monitor.resolve('over');
    await clock.advance('1m');
    await monitor.alert({
      title: 'Queue stuck',
      message: 'no consumer',
      severity: 'error',
      kind: 'condition',
      source: 'worker',
      labels: { team: 'core', severity: 'sev1' },
    });
    const status = { state: 'active', silencedBy: [], inhibitedBy: [], mutedBy: [] };
    const receivers = [{ name: 'ops' }];
    const answer = await get('/alerts');
    expect(answer).toHaveLength(2);
    expect(answer).toContainEqual({
      labels: {
        alertname: 'Queue stuck',
        severity: 'sev1',
        category: 'system',
        source: 'worker',
        team: 'core',
      },
      annotations: { description: 'no consumer' },
      startsAt: at(60),
      updatedAt: at(60),
      endsAt: at(360),
      fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
      receivers,
      status,
    });
    expect(answer).toContainEqual({
      labels: {
        alertname: 'Service unhealthy: api',
        severity: 'error',
        category: 'service_health',
        service: 'api',
      },
      annotations: expect.anything(),
      startsAt: at(0),
      updatedAt: at(0),
      endsAt: at(360),
      fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
      receivers,
      status,
    });
    await monitor.stop();
  });

  test('tells conditions of the same labels apart', async () => {
    const { monitor, get } = apiOf();
    for (const key of ['a', 'b'])
      await monitor.alert({ title: 'Same', kind: 'condition', severity: 'error', key });
    const prints = fieldsOf(await get('/alerts'), 'fingerprint');
    expect(new Set(prints).size).toBe(2);
    expect(prints).toEqual([...prints].sort());
    await monitor.stop();
  });

  test('names the channels that would take it', async () => {
    const channel = recordingChannel();
    const { monitor, post, get } = apiOf({
      channels: {
        all: channel,
        off: { channel, enabled: false },
        urgent: { channel, minSeverity: 'critical' },
        hosts: { channel, categories: ['hosts'] },
      },
    });
    await post({ labels: { alertname: 'A', severity: 'page' } });
    await post({ labels: { alertname: 'B', category: 'hosts' } });
    const receivers = async (name: string): Promise<unknown> => get(`/alerts?filter=alertname%3D${name}`);
    expect(await receivers('A')).toMatchObject([{ receivers: [{ name: 'all' }, { name: 'urgent' }] }]);
    expect(await receivers('B')).toMatchObject([{ receivers: [{ name: 'all' }, { name: 'hosts' }] }]);
    expect(namesOf(await get('/alerts?receiver=urg.*'))).toEqual(['A']);
    expect(namesOf(await get('/alerts?receiver=urg'))).toEqual([]);
    expect(namesOf(await get('/alerts?receiver='))).toEqual(['A', 'B']);
    await monitor.stop();
  });

  test('says which silences hold an alert back', async () => {
    const { clock, monitor, post, get } = apiOf();
    await post({ labels }, { labels: { alertname: 'Other' } });
    const match = { labels: { alertname: /^High/ } };
    const { id } = monitor.silences.add({ match, by: 'ann', for: '10m' });
    const pending = monitor.silences.add({ match, by: 'ann', from: clock.now() + 60_000, for: '10m' });
    const statusOf = async (): Promise<unknown> => get('/alerts?filter=alertname%3DHighLoad');
    expect(await statusOf()).toMatchObject([
      { status: { state: 'suppressed', silencedBy: [id], inhibitedBy: [], mutedBy: [] } },
    ]);
    expect(namesOf(await get('/alerts?silenced=false'))).toEqual(['Other']);
    expect(namesOf(await get('/alerts?active=false'))).toEqual(['HighLoad']);
    expect(namesOf(await get('/alerts?active=false&silenced=0'))).toEqual([]);
    await clock.advance('1m');
    expect(await statusOf()).toMatchObject([{ status: { silencedBy: [pending.id, id] } }]);
    monitor.silences.remove(id);
    monitor.silences.remove(pending.id);
    expect(await statusOf()).toMatchObject([{ status: { state: 'active', silencedBy: [] } }]);
    await monitor.stop();
  });

  test('says which service’s alert holds another one back', async () => {
    let dbIsUp = false;
    const { monitor, get } = apiOf({
      services: {
        db: { check: () => dbIsUp, failureThreshold: 1, recoveryThreshold: 1 },
        cache: { check: () => true, dependsOn: ['db'] },
        api: { check: () => false, failureThreshold: 1, dependsOn: ['cache'] },
      },
    });
    await monitor.check('db');
    await monitor.check('api');
    const [fingerprint] = fieldsOf(await get('/alerts?filter=service%3Ddb'), 'fingerprint');
    expect(await get('/alerts?filter=service%3Dapi')).toMatchObject([
      { status: { state: 'suppressed', silencedBy: [], inhibitedBy: [fingerprint], mutedBy: [] } },
    ]);
    expect(namesOf(await get('/alerts?inhibited=false'))).toEqual(['Service unhealthy: db']);
    dbIsUp = true;
    await monitor.check('db');
    expect(await get('/alerts')).toMatchObject([{ status: { state: 'active', inhibitedBy: [] } }]);
    await monitor.stop();
  });

  test.each([
    [['alertname="HighLoad"'], ['HighLoad']],
    [['alertname=~"High.*|Low.*"', 'job!="node"'], ['LowDisk']],
    [['severity!=""'], ['HighLoad', 'Own']],
    [['severity=""'], ['LowDisk']],
    [['category="system"'], ['Own']],
    [['{"alertname"!~".*Load"}'], ['LowDisk', 'Own']],
  ])('picks by %j', async (filters, names) => {
    const { monitor, post, get } = apiOf();
    await post({ labels }, { labels: { alertname: 'LowDisk' } });
    await monitor.alert({ title: 'Own', kind: 'condition', severity: 'error' });
    const query = filters.map((filter) => `filter=${encodeURIComponent(filter)}`).join('&');
    expect(namesOf(await get(`/alerts?${query}`))).toEqual(names);
    await monitor.stop();
  });

  test.each([
    ['filter=x', '"x" is no matcher; write one such as alertname="HighLoad"'],
    ['filter=a%3D~(', 'the expression "(" is not a regular expression'],
    ['receiver=(', 'the expression "(" is not a regular expression'],
    ['active=maybe', 'active: expected true or false, found "maybe"'],
    [Array(101).fill('filter=a%3Db').join('&'), 'filter: expected at most 100 matchers, found 101'],
  ])('refuses the query %s', async (query, problem) => {
    const { monitor, ask } = apiOf();
    expect(await ask('GET', `/alerts?${query}`)).toEqual([400, problem]);
    await monitor.stop();
  });

  test('shows what another handler took in by what the journal says', async () => {
    const { monitor, post, clock } = apiOf();
    await post({
      labels,
      annotations: { summary: 's', description: 'd', runbook: 'r' },
      startsAt: at(-60),
      generatorURL: 'https://prometheus/graph',
    });
    await clock.advance('1m');
    const { get, api } = askingApi({ clock, monitor, ops: recordingChannel() });
    expect(await get('/alerts')).toMatchObject([
      {
        annotations: { summary: 's', description: 'd', runbook: 'r' },
        startsAt: at(-60),
        generatorURL: 'https://prometheus/graph',
        endsAt: at(360),
      },
    ]);
    api.end();
    await monitor.stop();
  });
});

describe('GET /alerts/groups', () => {
  test('gives the alerts by channel and name', async () => {
    const channel = recordingChannel();
    const { monitor, post, get } = apiOf({
      channels: { all: { channel, minSeverity: 'warning' }, urgent: { channel, minSeverity: 'critical' } },
    });
    await post(
      { labels },
      { labels: { ...labels, instance: 'b' } },
      { labels: { job: 'x', severity: 'info' } },
    );
    const own = { receiver: { name: 'all' }, labels: { alertname: 'HighLoad' }, routeLabels: {} };
    const instance = (name: string) => ({ labels: { instance: name } });
    expect(await get('/alerts/groups')).toMatchObject([
      { ...own, alerts: [instance('b'), instance('a')] },
      { receiver: { name: 'none' }, labels: {}, alerts: [{ labels: { job: 'x' } }] },
      { ...own, receiver: { name: 'urgent' }, alerts: [instance('b'), instance('a')] },
    ]);
    expect(await get('/alerts/groups?filter=instance%3Da&receiver=all')).toMatchObject([
      { ...own, alerts: [instance('a')] },
    ]);
    monitor.silences.add({ match: { labels: { alertname: 'HighLoad' } }, by: 'ann', for: '1h' });
    expect(await get('/alerts/groups?muted=false')).toMatchObject([{ receiver: { name: 'none' } }]);
    await monitor.stop();
  });
});

describe('what else can be asked', () => {
  test('GET /receivers names the channels', async () => {
    const channel = recordingChannel();
    const { monitor, get } = apiOf({ channels: { ops: channel, 'on "call"': channel } });
    expect(await get('/receivers')).toEqual([{ name: 'ops' }, { name: 'on "call"' }]);
    await monitor.stop();
  });

  test('GET /status gives what clients want to know, and no secret', async () => {
    const { monitor, get, clock } = apiOf({
      channels: { ops: recordingChannel(), 'a "b"': recordingChannel() },
    });
    await clock.advance('1h');
    expect(await get('/status')).toEqual({
      cluster: { status: 'disabled', peers: [] },
      versionInfo: {
        version: '0.28.0',
        revision: 'tocsin-1.2.3',
        branch: 'tocsin',
        buildUser: 'tocsin',
        buildDate: '',
        goVersion: '',
      },
      config: {
        original: `# The channels of Tocsin. What it does is in its own configuration.
route:
  receiver: "ops"
  routes:
    - receiver: "ops"
      continue: true
    - receiver: "a \\"b\\""
      continue: true
receivers:
  - name: "ops"
  - name: "a \\"b\\""
`,
      },
      uptime: at(0),
    });
    await monitor.stop();
  });
});
