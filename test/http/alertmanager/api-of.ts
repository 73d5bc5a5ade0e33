import { expect } from 'vitest';
import {
  type AlertmanagerApi,
  createAlertmanagerApi,
} from '../../../src/http/alertmanager/create-alertmanager-api.js';
import type { MonitorDeps } from '../../../src/runtime/create-monitor.js';
import type { MonitorConfig } from '../../../src/runtime/monitor-config.js';
import { type TestMonitor, testMonitor } from '../../support/monitor.js';

/** An API over a monitor under a virtual clock, and ways to ask it. */
export interface TestApi extends TestMonitor {
  readonly api: AlertmanagerApi;
  /** Asks, and gives what was answered: the status and the JSON, if there is any. */
  ask(method: string, path: string, body?: unknown): Promise<[status: number, body: unknown]>;
  /** Posts alerts, which have to be taken. */
  post(...alerts: readonly object[]): Promise<void>;
  /** Gets what has to be there. */
  get(path: string): Promise<unknown>;
}

export function apiOf(config: MonitorConfig = {}, deps: MonitorDeps = {}): TestApi {
  return askingApi(testMonitor(config, deps));
}

/** The same over a monitor that is there. */
export function askingApi(test: TestMonitor): TestApi {
  const { monitor, clock } = test;
  const api = createAlertmanagerApi(monitor, { clock, version: '1.2.3' });
  const ask = async (method: string, path: string, body?: unknown): Promise<[number, unknown]> => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const response = await api.app.request(path, { method, ...(text === undefined ? {} : { body: text }) });
    const answer = await response.text();
    return [response.status, answer === '' ? undefined : JSON.parse(answer)];
  };
  return {
    ...test,
    api,
    ask,
    async post(...alerts) {
      expect(await ask('POST', '/alerts', alerts)).toEqual([200, undefined]);
    },
    async get(path) {
      const [status, body] = await ask('GET', path);
      expect(status).toBe(200);
      return body;
    },
  };
}
