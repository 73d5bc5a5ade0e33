import { Hono } from 'hono';
import type { Clock } from '../../domain/clock.js';
import { ConfigError } from '../../domain/config-error.js';
import { type Duration, parseDuration } from '../../domain/duration.js';
import { type Logger, silentLogger } from '../../domain/logger.js';
import type { Monitor } from '../../domain/monitor.js';
import { TocsinError } from '../../domain/tocsin-error.js';
import { AlertFacts } from './alert-facts.js';
import { type AlertFilter, readAlertFilter, readFlag, readMatchers } from './alert-filter.js';
import { alertGroups } from './alert-groups.js';
import { AlertIntake } from './alert-intake.js';
import { type AlertView, alertViews } from './alert-views.js';
import { BadRequest } from './bad-request.js';
import { encodeList } from './encode-list.js';
import { AlertReader } from './posted-alert.js';
import { readPostedSilence } from './posted-silence.js';
import { receiveAlerts } from './receive-alerts.js';
import { SilenceDesk } from './silence-desk.js';
import { holds, matchersOf } from './silence-matchers.js';
import { silenceView, sortedSilences } from './silence-views.js';
import { statusView } from './status-view.js';

export interface AlertmanagerApiOptions {
  /** The clock of the monitor. */
  readonly clock: Clock;
  /** Of Tocsin. */
  readonly version: string;
  /** After how long without another word an alert that names no end is over. Default 5 min, as in Alertmanager. */
  readonly resolveTimeout?: Duration | undefined;
  /** Epoch milliseconds. Default: now. */
  readonly startedAt?: number | undefined;
  /** Default: silent. */
  readonly logger?: Logger | undefined;
}

/** The part of Alertmanager's interface that its clients need. */
export interface AlertmanagerApi {
  /** To be mounted at `/api/v2`. */
  readonly app: Hono;
  /** Ends its timers and lets go of the monitor. It does so by itself when the monitor stops. */
  end(): void;
}

/**
 * Lets Prometheus, `amtool`, Grafana and others use a monitor as if it were an Alertmanager: alerts that they post become
 * conditions, and what fires in Tocsin can be listed and silenced by them. See docs/prometheus.md.
 *
 * @throws {@link TocsinError} `ERR_DURATION` for a `resolveTimeout` that is none
 */
export function createAlertmanagerApi(monitor: Monitor, options: AlertmanagerApiOptions): AlertmanagerApi {
  const { clock, version, resolveTimeout = '5m', startedAt = clock.now(), logger = silentLogger } = options;
  const resolveTimeoutMs = parseDuration(resolveTimeout);
  const intake = new AlertIntake(monitor, { clock, logger, resolveTimeoutMs });
  const door = { reader: new AlertReader(), intake, clock };
  const facts = new AlertFacts();
  const desk = new SilenceDesk(monitor, clock);
  const app = new Hono();

  /** What the journal says must be known before anything is answered from it. */
  const ready = async (): Promise<void> => {
    if (!intake.isReady && !intake.isOver) await intake.ready();
  };
  const views = async (filter: AlertFilter): Promise<AlertView[]> => {
    await ready();
    return alertViews({ monitor, intake, facts, clock, resolveTimeoutMs }, filter);
  };
  const encodeAlerts = (alerts: readonly AlertView[]): Promise<string> =>
    encodeList(alerts, (alert) => JSON.stringify(alert), clock);

  app.onError((error, c) => {
    if (error instanceof BadRequest || error instanceof ConfigError) return c.json(error.message, 400);
    if (error instanceof TocsinError) {
      const { code, message } = error;
      if (code === 'ERR_UNKNOWN_SILENCE') return c.json(message, 404);
      if (code === 'ERR_STOPPED' || code.startsWith('ERR_JOURNAL_')) return c.json(message, 503);
    }
    logger.error({ err: error }, 'a request in the words of Alertmanager failed');
    return c.json('something went wrong here; the log says what', 500);
  });

  app.post('/alerts', async (c) => {
    if (intake.isOver) throw new TocsinError('ERR_STOPPED', 'the monitor is stopping or stopped');
    await receiveAlerts(await c.req.text(), door);
    return c.body(null, 200);
  });
  app.get('/alerts', async (c) => {
    const text = await encodeAlerts(await views(readAlertFilter(c)));
    return c.body(text, 200, { 'content-type': 'application/json' });
  });
  app.get('/alerts/groups', async (c) => {
    const muted = readFlag(c, 'muted');
    const filter = readAlertFilter(c);
    const groups = alertGroups(await views(filter), (receiver) => filter.receivers([receiver])).filter(
      ({ alerts }) => muted || alerts.some(({ status }) => status.state === 'active'),
    );
    const text = await encodeList(
      groups,
      async ({ alerts, ...group }) =>
        `${JSON.stringify(group).slice(0, -1)},"alerts":${await encodeAlerts(alerts)}}`,
      clock,
    );
    return c.body(text, 200, { 'content-type': 'application/json' });
  });

  app.get('/silences', async (c) => {
    const wanted = readMatchers(c);
    const states = {
      active: readFlag(c, 'active'),
      pending: readFlag(c, 'pending'),
      ended: readFlag(c, 'expired'),
    };
    await ready();
    const silences = monitor.silences.list().filter(({ status, match }) => {
      if (!states[status]) return false;
      const own = matchersOf(match);
      return wanted.every((one) => holds(own, one));
    });
    return c.json(sortedSilences(silences).map(silenceView));
  });
  app.post('/silences', async (c) => {
    const posted = readPostedSilence(await c.req.text());
    await ready();
    return c.json({ silenceID: await desk.post(posted) });
  });
  app.get('/silence/:id', async (c) => {
    await ready();
    return c.json(silenceView(desk.get(c.req.param('id'))));
  });
  app.delete('/silence/:id', async (c) => {
    await ready();
    await desk.expire(c.req.param('id'));
    return c.body(null, 200);
  });

  app.get('/status', (c) => c.json(statusView({ version, startedAt, channels: monitor.channelSettings() })));
  app.get('/receivers', (c) => c.json(Object.keys(monitor.channelSettings()).map((name) => ({ name }))));

  return { app, end: () => intake.end() };
}
