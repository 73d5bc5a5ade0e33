import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Monitor } from '../../src/domain/monitor.js';
import { type Served, serve } from '../../src/http/serve.js';
import { createMonitor } from '../../src/runtime/create-monitor.js';
import { type RecordingChannel, recordingChannel } from '../../src/testing/recording-channel.js';
import { amtool, type PrometheusProcess, startPrometheus } from '../support/prometheus-process.js';

const TOKEN = 'a-token-that-nobody-else-knows';
/** How long to wait for something that has to come. */
const PATIENCE = { timeout: 30_000, interval: 50 };
const SLOW = 120_000;

let folder: string;
let exporter: Server;
/** What the exporter tells of how many wait. */
let waiting = 0;
let ops: RecordingChannel;
let monitor: Monitor;
let served: Served;
let prometheus: PrometheusProcess | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-prometheus-'));
  exporter = createServer((_, response) => {
    response.setHeader('content-type', 'text/plain; version=0.0.4');
    response.end(`# TYPE queue_length gauge\nqueue_length{queue="mail"} ${waiting}\n`);
  });
  await new Promise<void>((resolve) => {
    exporter.listen(0, '127.0.0.1', resolve);
  });
  ops = recordingChannel();
  monitor = createMonitor({ channels: { ops } });
  await monitor.start();
  served = await serve(monitor, { port: 0, token: TOKEN, prefix: '/tocsin', page: false });
  await writeFile(
    join(folder, 'client.yml'),
    `authorization: { type: Bearer, credentials: ${TOKEN} }\nfollow_redirects: true\n`,
  );
  prometheus = await startPrometheus({
    folder: join(folder, 'prometheus'),
    config: `
scrape_configs:
  - job_name: mail
    static_configs: [{ targets: ['127.0.0.1:${portOf(exporter)}'], labels: { instance: mail-1 } }]
alerting:
  alertmanagers:
    - path_prefix: /tocsin
      authorization: { credentials: ${TOKEN} }
      static_configs: [{ targets: ['127.0.0.1:${served.port}'] }]
`,
    rules: `
groups:
  - name: mail
    rules:
      - alert: QueueTooLong
        expr: queue_length > 10
        labels: { severity: page, team: core }
        annotations:
          summary: '{{ $value }} mails wait'
          runbook_url: https://wiki.example.org/mail
`,
  });
}, SLOW);

afterAll(async () => {
  await prometheus?.kill();
  await served?.close();
  await monitor?.stop();
  exporter?.closeAllConnections();
  await new Promise((resolve) => {
    exporter.close(resolve);
  });
  await rm(folder, { recursive: true, force: true });
});

/** Runs `amtool` against Tocsin, and gives what it printed. */
async function tool(...args: readonly string[]): Promise<string> {
  const url = served.url.replace(/\/$/, '');
  const client = `--http.config.file=${join(folder, 'client.yml')}`;
  const { code, stdout, stderr } = await amtool(`--alertmanager.url=${url}`, client, ...args);
  expect({ args, code, stderr }).toEqual({ args, code: 0, stderr: '' });
  return stdout;
}

/** What it printed as JSON. */
async function json(...args: readonly string[]): Promise<unknown> {
  return JSON.parse(await tool(...args, '--output=json'));
}

/** What was told, one line each. */
function told(): string[] {
  return ops.notifications.map(({ reason, severity, title }) => `${reason} ${severity} ${title}`);
}

async function untilTold(lines: readonly string[]): Promise<void> {
  await vi.waitFor(() => expect(told(), prometheus?.log()).toEqual(lines), PATIENCE);
}

const FIRST = 'first critical QueueTooLong';
const RESOLVED = 'resolved critical Resolved: QueueTooLong';

// One story, told in order.
describe.sequential('a Prometheus that takes Tocsin for its Alertmanager', () => {
  test('has what fires told once, however often it posts it', { timeout: SLOW }, async () => {
    waiting = 42;
    await untilTold([FIRST]);
    expect(ops.notifications[0]).toMatchObject({
      message: '42 mails wait',
      category: 'prometheus',
      alerts: [
        {
          key: 'QueueTooLong{instance="mail-1",job="mail",queue="mail",severity="page",team="core"}',
          source: 'prometheus',
          data: {
            runbook_url: 'https://wiki.example.org/mail',
            generatorURL: expect.stringMatching(/^http:\/\/.*\/graph\?g0\.expr=queue_length/),
            startsAt: expect.any(String),
          },
        },
      ],
    });
    waiting = 43;
    await vi.waitFor(async () => {
      expect(await json('alert', 'query', 'QueueTooLong')).toEqual([
        {
          labels: {
            alertname: 'QueueTooLong',
            instance: 'mail-1',
            job: 'mail',
            queue: 'mail',
            severity: 'page',
            team: 'core',
          },
          annotations: { summary: '43 mails wait', runbook_url: 'https://wiki.example.org/mail' },
          startsAt: expect.any(String),
          endsAt: expect.any(String),
          updatedAt: expect.any(String),
          fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
          generatorURL: expect.stringMatching(/^http:\/\//),
          receivers: [{ name: 'ops' }],
          status: expect.objectContaining({ state: 'active', silencedBy: [], inhibitedBy: [] }),
        },
      ]);
    }, PATIENCE);
    expect(told()).toEqual([FIRST]);
    expect(monitor.alertStats().raised).toBe(1);
  });

  test('has it resolved as soon as it is over', { timeout: SLOW }, async () => {
    waiting = 0;
    await untilTold([FIRST, RESOLVED]);
    expect(await json('alert', 'query')).toEqual([]);
  });

  test('is kept quiet by a silence of amtool, until that ends', { timeout: SLOW }, async () => {
    const id = (
      await tool('silence', 'add', 'alertname=~"Queue.*"', 'team!="web"', 'zone=""', '--comment=deploy')
    ).trim();
    waiting = 50;
    await vi.waitFor(async () => {
      expect(await json('alert', 'query', '--silenced')).toMatchObject([
        { labels: { alertname: 'QueueTooLong' }, status: { state: 'suppressed', silencedBy: [id] } },
      ]);
    }, PATIENCE);
    expect(await json('alert', 'query')).toEqual([]);
    expect(told()).toEqual([FIRST, RESOLVED]);

    const shown = {
      id,
      status: { state: 'active' },
      createdBy: expect.any(String),
      comment: 'deploy',
      matchers: [
        { name: 'alertname', value: 'Queue.*', isRegex: true, isEqual: true },
        { name: 'team', value: 'web', isRegex: false, isEqual: false },
        { name: 'zone', value: '', isRegex: false, isEqual: true },
      ],
    };
    expect(await json('silence', 'query', 'alertname=~"Queue.*"')).toMatchObject([shown]);
    expect(await json('silence', 'query', 'alertname="Queue.*"')).toEqual([]);
    expect(await json('silence', 'update', '--duration=3h', '--comment=longer', id)).toMatchObject([
      { ...shown, comment: 'longer' },
    ]);
    const [updated] = monitor.silences.list();
    expect([updated?.id, (updated?.until ?? 0) - (updated?.from ?? 0)]).toEqual([id, 3 * 3_600_000]);

    await tool('silence', 'expire', id);
    await untilTold([FIRST, RESOLVED, FIRST]);
    expect(await json('silence', 'query')).toEqual([]);
    expect(await json('silence', 'query', '--expired')).toMatchObject([{ id, status: { state: 'expired' } }]);
  });

  test('has its alerts ended in their time when it dies', { timeout: SLOW }, async () => {
    await prometheus?.kill();
    await untilTold([FIRST, RESOLVED, FIRST, RESOLVED]);
  });
});

describe('amtool', () => {
  test('lists and silences the alerts of Tocsin itself', { timeout: SLOW }, async () => {
    await monitor.alert({
      title: 'Disk full',
      severity: 'error',
      kind: 'condition',
      key: 'disk',
      labels: { host: 'h 1' },
    });
    expect(await json('alert', 'query', 'alertname="Disk full"', 'host=~"h.*"')).toMatchObject([
      { labels: { alertname: 'Disk full', severity: 'error', category: 'system', host: 'h 1' } },
    ]);
    const id = (await tool('silence', 'add', 'alertname="Disk full"', '--comment=x')).trim();
    expect(await json('alert', 'query', '--silenced', 'host="h 1"')).toMatchObject([
      { status: { silencedBy: [id] } },
    ]);
    await tool('silence', 'expire', id);
    await monitor.resolve('disk');
  });

  test('posts alerts', { timeout: SLOW }, async () => {
    await tool('alert', 'add', 'Backup', 'host=h1', 'severity=low', '--annotation=summary="late"');
    expect(monitor.recentAlerts({ limit: 1 })).toMatchObject([
      { title: 'Backup', severity: 'info', message: 'late', labels: { host: 'h1' } },
    ]);
  });

  test('shows the channels as receivers', { timeout: SLOW }, async () => {
    expect(await tool('config', 'show')).toContain('- name: "ops"');
    expect(await tool('config', 'routes', 'test', 'severity=page')).toBe('ops\n');
    expect(await tool('cluster', 'show')).toContain('disabled');
  });

  test('is told what is wrong', { timeout: SLOW }, async () => {
    const url = `--alertmanager.url=${served.url.replace(/\/$/, '')}`;
    const client = `--http.config.file=${join(folder, 'client.yml')}`;
    const { code, stderr } = await amtool(url, client, 'silence', 'add', 'host=~"(a+)+"', '--comment=x');
    expect([code, stderr]).toEqual([1, expect.stringContaining('could take for ever')]);
    const stranger = await amtool(url, 'alert', 'query');
    expect([stranger.code, stranger.stdout]).toEqual([1, '']);
  });
});

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
