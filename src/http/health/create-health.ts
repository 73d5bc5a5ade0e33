import { type Context, Hono } from 'hono';
import type { Clock } from '../../domain/clock.js';
import type { Monitor } from '../../domain/monitor.js';
import { HttpProblem, problem } from '../problem.js';
import { groupHealth, type HealthReport, overallHealth, readiness } from './health-report.js';
import { httpStatusOf } from './health-status.js';

export interface HealthOptions {
  /** The monitor's clock. */
  readonly clock: Clock;
  /** Which version of Tocsin runs. */
  readonly version: string;
  /** Who may see more than a status: names, messages and figures are nobody else's business. */
  readonly isTrusted: (c: Context) => boolean;
}

/**
 * The endpoints for probes and load balancers: `/livez`, `/readyz`, `/healthz` and `/healthz/<label>/<value>`. They
 * answer from memory, to everybody; details are for those who are trusted. docs/health.md tells what they say when.
 */
export function createHealth(monitor: Monitor, { clock, version, isTrusted }: HealthOptions): Hono {
  function answer(c: Context, { status, ...details }: HealthReport, trusted: boolean): Response {
    const body = trusted ? { status, version, ...details } : { status };
    c.header('content-type', 'application/health+json');
    c.header('cache-control', 'no-store');
    return c.body(JSON.stringify(body), httpStatusOf(status));
  }

  const app = new Hono();
  // Depends on nothing, be it who asks: whoever asks this kills the process if the answer is wrong.
  app.get('/livez', (c) => answer(c, { status: 'pass' }, false));
  app.get('/readyz', (c) => answer(c, readiness(monitor), isTrusted(c)));
  app.get('/healthz', (c) => {
    const trusted = isTrusted(c);
    return answer(c, overallHealth(monitor, clock, trusted), trusted);
  });
  app.get('/healthz/:label/:value', (c) => {
    const { label, value } = c.req.param();
    const trusted = isTrusted(c);
    const report = groupHealth(monitor, clock, { label, value }, trusted);
    if (report !== undefined) return answer(c, report, trusted);
    c.header('cache-control', 'no-store');
    return problem(c, new HttpProblem(404, 'ERR_UNKNOWN_GROUP', 'no service that is watched has this label'));
  });
  return app;
}
