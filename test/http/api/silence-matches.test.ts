import { expect, it } from 'vitest';
import { createHandler } from '../../../src/http/create-handler.js';
import { memoryJournal } from '../../../src/journal/memory-journal.js';
import type { MonitorConfig } from '../../../src/runtime/monitor-config.js';
import { testMonitor } from '../../support/monitor.js';

async function start(config: MonitorConfig = {}) {
  const tested = testMonitor(config);
  await tested.monitor.start();
  const handler = createHandler(tested.monitor, { clock: tested.clock, token: false });
  const silence = (match: unknown, path = '/api/silences') =>
    handler.fetch(
      new Request(`http://localhost${path}`, {
        method: 'POST',
        body: JSON.stringify({ match, for: '2h', by: 'ann' }),
      }),
    );
  return { ...tested, handler, silence };
}

it('an expression that would keep JavaScript busy for ever holds alerts back, and the host is not kept', async () => {
  const { monitor, silence } = await start();
  expect((await silence({ title: { regex: '^(a+)+$', flags: '' } })).status).toBe(201);
  const almost = await monitor.alert({ title: `${'a'.repeat(4_000)}b`, severity: 'error' });
  const exactly = await monitor.alert({ title: 'aaaa', severity: 'error' });
  expect([almost.outcome, exactly.outcome]).toEqual(['notified', 'suppressed']);
  await monitor.stop();
});

it('it does so after a restart, too', async () => {
  const journal = memoryJournal();
  const first = await start({ journal });
  await first.silence({
    title: { not: { regex: '^(b+)+$', flags: '' } },
    labels: { a: { regex: '(a|a)+$', flags: 'i' } },
  });
  await first.monitor.stop();
  const { monitor } = await start({ journal });
  const receipt = await monitor.alert({
    title: `${'b'.repeat(4_000)}c`,
    severity: 'error',
    labels: { a: `${'a'.repeat(4_000)}` },
  });
  expect(receipt.outcome).toBe('suppressed');
  await monitor.stop();
});

it.each([
  [{ title: { regex: '(a)\\1', flags: '' } }, 'match.title'],
  [{ service: 'x', key: { not: { regex: 'a(?=b)', flags: '' } } }, 'match.key'],
  [{ labels: { team: { regex: '(?<!a)b', flags: '' } } }, 'match.labels.team'],
  [{ severity: { regex: '(?:a{99}){99}', flags: '' } }, 'match.severity'],
])('%j, of which that cannot be known, is refused', async (match, path) => {
  const { monitor, silence } = await start();
  const answer = await silence(match);
  expect(await answer.json()).toMatchObject({
    status: 400,
    code: 'ERR_HTTP_REQUEST',
    issues: [
      {
        path,
        message:
          'this expression could take for ever; leave out back references, look-behind and look-ahead, or make it smaller',
      },
    ],
  });
  await monitor.stop();
});

it('a filter of Alertmanager’s clients does not keep the host either', async () => {
  const { monitor, handler } = await start();
  await monitor.alert({ title: 'a'.repeat(4_000), severity: 'error', kind: 'condition' });
  const filter = encodeURIComponent('alertname=~".*.*.*.*.*.*.*.*.*.*x"');
  const answer = await handler.fetch(new Request(`http://localhost/api/v2/alerts?filter=${filter}`));
  expect(await answer.json()).toEqual([]);
  const large = encodeURIComponent('alertname=~"(?:a{99}){99}"');
  const refused = await handler.fetch(new Request(`http://localhost/api/v2/alerts?filter=${large}`));
  expect([refused.status, await refused.json()]).toEqual([
    400,
    'the expression "^(?:(?:a{99}){99})$" is too large; repeat less, or write several',
  ]);
  await monitor.stop();
});

it.each(['{"labels":{}}', '{"labels":{"__proto__":"x"}}', '{"labels":{"__proto__":"x","team":"a"}}'])(
  'the match %s, which would hold back more than was asked for, is refused',
  async (match) => {
    const { monitor, silence } = await start();
    expect((await silence(JSON.parse(match))).status).toBe(400);
    expect(monitor.silences.list()).toEqual([]);
    await monitor.stop();
  },
);

it('so is the matcher of a label that the journal cannot give back', async () => {
  const { monitor, handler } = await start();
  const body = JSON.stringify({
    matchers: [{ name: '__proto__', value: 'x' }],
    endsAt: '2026-01-06T00:00:00Z',
    createdBy: 'ann',
  });
  const answer = await handler.fetch(
    new Request('http://localhost/api/v2/silences', { method: 'POST', body }),
  );
  expect([answer.status, await answer.json()]).toEqual([
    400,
    'Invalid configuration: match.labels.__proto__: cannot be the name of a label',
  ]);
  expect(monitor.silences.list()).toEqual([]);
  await monitor.stop();
});
