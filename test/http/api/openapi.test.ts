import { Validator } from '@seriousme/openapi-schema-validator';
import Ajv2020 from 'ajv/dist/2020.js';
import { expect, it } from 'vitest';
import { heartbeat } from '../../../src/checks/heartbeat.js';
import { openApiDocument } from '../../../src/http/api/openapi.js';
import { OPERATIONS } from '../../../src/http/create-app.js';
import { createHandler } from '../../../src/http/create-handler.js';
import { testMonitor } from '../../support/monitor.js';

type Part = Record<string, unknown>;

const refused = Object.assign(new Error('no'), { code: 'ECONNREFUSED' });

it('is a valid OpenAPI document', async () => {
  const result = await new Validator().validate(openApiDocument(OPERATIONS, '1.2.3', '/tocsin'));
  expect(result).toEqual({ valid: true });
});

it('names every operation once', () => {
  const { paths } = openApiDocument(OPERATIONS, '1.2.3', '') as {
    paths: Record<string, Record<string, { operationId: string }>>;
  };
  const ids = Object.values(paths).flatMap((path) =>
    Object.values(path).map(({ operationId }) => operationId),
  );
  expect(ids.length).toBe(OPERATIONS.length);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toContain('getServicesByNameHistory');
});

it('says of where it is mounted', () => {
  expect(openApiDocument(OPERATIONS, '1.2.3', '/tocsin')).toMatchObject({
    servers: [{ url: '/tocsin' }],
    info: { version: '1.2.3' },
  });
});

it('describes what is answered', async () => {
  const document = openApiDocument(OPERATIONS, '1.2.3', '') as Part & {
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
  monitor.errors.capture(new Error('x', { cause: refused }), { severity: 'critical', component: 'db' });
  await monitor.measure('query', () => 1);
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
    ['/api/errors', 'ProgramErrors'],
    ['/api/measures', 'Measures'],
    ['/api/history', 'SystemHistory'],
    ['/api/alert-keys?limit=1', 'AlertKeys'],
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

it('describes how jobs report, in each way that is served', async () => {
  const document = openApiDocument(OPERATIONS, '1.2.3', '') as Part & {
    paths: Record<string, Record<string, Part>>;
  };
  const ajv = new Ajv2020.default({ strict: false });
  ajv.addSchema({ $id: 'doc', ...document });
  const { monitor, clock } = testMonitor({ services: { backup: heartbeat({ period: '1h' }) } });
  const handler = createHandler(monitor, { clock, token: false });
  const described = Object.entries(document.paths).filter(([path]) => path.startsWith('/beat/'));
  expect(described.map(([path]) => path)).toEqual([
    '/beat/{name}',
    '/beat/{name}/start',
    '/beat/{name}/fail',
    '/beat/{name}/{status}',
  ]);
  for (const [path, operations] of described) {
    expect(Object.keys(operations)).toEqual(['get', 'head', 'post']);
    for (const [method, operation] of Object.entries(operations)) {
      const url = `http://localhost${path.replace('{name}', 'backup').replace('{status}', '137')}?message=hm`;
      const answer = await handler.fetch(new Request(url, { method: method.toUpperCase() }));
      expect(answer.status).toBe(200);
      const content = { 'application/json': { schema: { $ref: '#/components/schemas/ServiceState' } } };
      expect(operation).toMatchObject({
        parameters: expect.arrayContaining([expect.objectContaining({ name: 'message', in: 'query' })]),
        responses: { 200: method === 'head' ? {} : { content } },
      });
      expect('requestBody' in operation).toBe(method === 'post');
      if (method === 'head') continue;
      const validate = ajv.compile({ $ref: 'doc#/components/schemas/ServiceState' });
      validate(await answer.json());
      expect(validate.errors).toBe(null);
    }
  }
  const [, last] = described.at(-1) ?? [];
  expect(last?.get).toMatchObject({
    operationId: 'getBeatByNameByStatus',
    parameters: [
      { name: 'name', in: 'path', schema: { type: 'string' } },
      { name: 'status', in: 'path', schema: { type: 'string', pattern: '^(?:[0-9]{1,3})$' } },
      { name: 'message', in: 'query', required: false },
    ],
  });
  await monitor.stop();
});
