import type { Hono } from 'hono';
import type { Outcome } from '../../../src/domain/check.js';
import { createHealth } from '../../../src/http/health/create-health.js';
import { type TestMonitor, testMonitor } from '../../support/monitor.js';
import { scriptedServices } from '../../support/scripted-services.js';

/** A monitor whose health can be asked for. */
export interface Asked extends TestMonitor {
  readonly app: Hono;
  /** Asks as somebody who is trusted. */
  ask(path: string): Promise<{ status: number; body: unknown }>;
  /** Asks as anybody else. */
  askAsStranger(path: string): Promise<{ status: number; body: unknown }>;
}

/** What those send who are trusted. */
export const TRUSTED = { authorization: 'yes' };

export function asked(...config: Parameters<typeof testMonitor>): Asked {
  const given = testMonitor(...config);
  const app = createHealth(given.monitor, {
    clock: given.clock,
    version: '1.2.3',
    isTrusted: (c) => c.req.header('authorization') === TRUSTED.authorization,
  });
  const send = async (path: string, headers: Record<string, string>) => {
    const response = await app.request(path, { headers });
    const body: unknown = await response.json();
    return { status: response.status, body };
  };
  return { ...given, app, ask: (path) => send(path, TRUSTED), askAsStranger: (path) => send(path, {}) };
}

/** Services that went through those checks, one after the other; healthy or unhealthy after the first. */
export async function withServices(
  outcomes: Readonly<Record<string, readonly Outcome[]>>,
  labels: Readonly<Record<string, Readonly<Record<string, string>>>> = {},
): Promise<Asked> {
  const { services, set } = scriptedServices(
    Object.fromEntries(
      Object.keys(outcomes).map((name) => [
        name,
        { failureThreshold: 2, recoveryThreshold: 1, labels: labels[name] ?? {} },
      ]),
    ),
  );
  const given = asked({ services });
  for (const [name, results] of Object.entries(outcomes)) {
    for (const outcome of results) {
      set(name, outcome);
      await given.monitor.check(name);
    }
  }
  return given;
}
