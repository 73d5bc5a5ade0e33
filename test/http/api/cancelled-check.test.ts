import { expect, it } from 'vitest';
import type { Monitor } from '../../../src/domain/monitor.js';
import { createHandler } from '../../../src/http/create-handler.js';
import { testMonitor } from '../../support/monitor.js';

it.each<[string, (monitor: Monitor) => unknown, string]>([
  ['its service is taken out', (monitor) => monitor.unregister('api'), "the service 'api' was removed"],
  ['the monitor stops', (monitor) => monitor.stop(), 'the monitor was stopped'],
])(
  'whoever waits for a check is told when %s, and it is no failure of the server',
  async (_, end, detail) => {
    const { monitor, clock } = testMonitor({ services: { api: () => new Promise(() => {}) } });
    const said: unknown[] = [];
    const say = (_fields: object, message?: string): void => void said.push(message);
    const logger = { debug: say, info: say, warn: say, error: say };
    const handler = createHandler(monitor, { clock, logger, token: false });
    await monitor.start();
    const checked = handler.fetch(new Request('http://localhost/api/services/api/check', { method: 'POST' }));
    await monitor.flush();
    await end(monitor);
    expect(await (await checked).json()).toEqual({
      status: 503,
      title: 'Unavailable',
      detail,
      code: 'ERR_CHECK_CANCELLED',
    });
    expect(said).toEqual([]);
    await monitor.stop();
  },
);
