import { expect, it } from 'vitest';
import { createHandler } from '../../../src/http/create-handler.js';
import { testMonitor } from '../../support/monitor.js';

it.each([
  ['/api/alerts', { title: 'Disk full', severty: 'critical' }, 'severty'],
  ['/api/silences', { match: { title: 'x' }, for: '2h', by: 'ann', untill: 5 }, 'untill'],
  ['/api/incidents/x/acknowledge', { by: 'ann', notes: 'on it' }, 'notes'],
])('%s refuses what it does not know, which may be a misspelt field: %j', async (path, body, field) => {
  const { monitor, clock } = testMonitor();
  const handler = createHandler(monitor, { clock, token: false });
  const answer = await handler.fetch(
    new Request(`http://localhost${path}`, { method: 'POST', body: JSON.stringify(body) }),
  );
  expect(await answer.json()).toMatchObject({
    status: 400,
    code: 'ERR_HTTP_REQUEST',
    detail: `the body cannot be used: Unrecognized key: "${field}"`,
  });
  expect(monitor.recentAlerts()).toEqual([]);
  await monitor.stop();
});
