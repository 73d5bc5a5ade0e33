import { Validator } from '@seriousme/openapi-schema-validator';
import Ajv2020 from 'ajv/dist/2020.js';
import { expect, it } from 'vitest';
import { openApiDocument } from '../../../src/http/api/openapi.js';
import { ENDPOINTS } from '../../../src/http/create-app.js';
import { createHandler } from '../../../src/http/create-handler.js';
import { testMonitor } from '../../support/monitor.js';

type Part = Record<string, unknown>;

it('is a valid OpenAPI document', async () => {
  const result = await new Validator().validate(openApiDocument(ENDPOINTS, '1.2.3', '/tocsin'));
  expect(result).toEqual({ valid: true });
});

it('names every operation once', () => {
  const { paths } = openApiDocument(ENDPOINTS, '1.2.3', '') as {
    paths: Record<string, Record<string, { operationId: string }>>;
  };
  const ids = Object.values(paths).flatMap((path) =>
    Object.values(path).map(({ operationId }) => operationId),
  );
  expect(ids.length).toBe(ENDPOINTS.length);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toContain('getServicesByNameHistory');
});

it('says of where it is mounted', () => {
  expect(openApiDocument(ENDPOINTS, '1.2.3', '/tocsin')).toMatchObject({
    servers: [{ url: '/tocsin' }],
    info: { version: '1.2.3' },
  });
});

it('describes what is answered', async () => {
  const document = openApiDocument(ENDPOINTS, '1.2.3', '') as Part & {
    components: { schemas: Record<string, Part> };
  };
  const ajv = new Ajv2020.default({ strict: false });
  ajv.addSchema({ $id: 'doc', ...document });
  const { monitor, clock } = testMonitor({
    services: { api: { check: () => false, every: '10s', labels: { team: 'a' } } },
  });
  await monitor.start();
  const handler = createHandler(monitor, { clock, token: false });
  monitor.silences.add({ match: { service: /x/, title: 'y' }, for: '1h', by: 'me', reason: 'why' });
  await monitor.alert({ title: 'Disk full', severity: 'error', kind: 'condition', key: 'disk' });
  monitor.incidents.acknowledge('disk', { by: 'me' });
  await clock.advance('1m');
  const [{ id = '' } = {}] = monitor.recentAlerts();
  const asked: readonly (readonly [string, string])[] = [
    ['/api/overview', 'Overview'],
    ['/api/services', 'Services'],
    ['/api/services/api', 'ServiceDetail'],
    ['/api/services/api/uptime', 'Uptime'],
    ['/api/services/api/history?from=0&step=1000h', 'History'],
    ['/api/strips?service=api', 'Strips'],
    ['/api/alerts', 'Alerts'],
    ['/api/notifications', 'Notifications'],
    [`/api/explain/${id}`, 'Explanation'],
    ['/api/incidents', 'Incidents'],
    ['/api/silences', 'Silences'],
    ['/api/channels', 'Channels'],
    ['/api/events?after=0', 'Events'],
    ['/api/session', 'Session'],
    ['/api/services/none', 'Problem'],
  ];
  for (const [path, name] of asked) {
    const json: unknown = await (await handler.fetch(new Request(`http://localhost${path}`))).json();
    const validate = ajv.compile({ $ref: `doc#/components/schemas/${name}` });
    validate(json);
    expect([path, validate.errors]).toEqual([path, null]);
    // One that takes anything would describe nothing.
    expect([path, validate({ surely: 'not this' })]).toEqual([path, false]);
  }
  await monitor.stop();
});
