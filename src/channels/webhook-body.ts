import type { Alert } from '../domain/alert.js';
import { cleanLine, cleanText } from '../domain/clean-text.js';
import type { Notification } from '../domain/notification.js';
import { plainData } from '../domain/plain-data.js';

/** The version of the body's form; it grows when a receiver would have to change. */
const VERSION = 1;
/** Bytes; receivers of Standard Webhooks may refuse more. */
const LONGEST_BODY = 20_000;
const LONGEST_LINE = 500;
const LONGEST_MESSAGE = 3_000;
/** Bytes of one alert's data as JSON; larger data is left out, and said to be. */
const LONGEST_DATA = 4_000;

/**
 * A notification as the JSON that the webhook channel posts: `{ type, version, timestamp, data }`, where `data` is the
 * notification. It stays below 20 kB: as many of the newest alerts are listed as there is room for; `count` and `total`
 * are always exact.
 */
export function webhookBody(notification: Notification): Buffer {
  const alerts = notification.alerts.map(plainAlert);
  const whole = encode(notification, alerts);
  return whole.length <= LONGEST_BODY ? whole : encode(notification, newestThatFit(notification, alerts));
}

function newestThatFit(notification: Notification, alerts: readonly object[]): object[] {
  const fitting: object[] = [];
  let room = LONGEST_BODY - encode(notification, []).length;
  for (const alert of [...alerts].reverse()) {
    // The one is for the comma.
    room -= Buffer.byteLength(JSON.stringify(alert)) + 1;
    if (room < 0) break;
    fitting.unshift(alert);
  }
  return fitting;
}

function encode(notification: Notification, alerts: readonly object[]): Buffer {
  const { id, at, reason, groupKey, title, message, severity, category, count, total } = notification;
  return Buffer.from(
    JSON.stringify({
      type: 'notification',
      version: VERSION,
      timestamp: new Date(at).toISOString(),
      data: {
        id,
        at,
        reason,
        groupKey: cleanLine(groupKey, LONGEST_LINE),
        title: cleanLine(title, LONGEST_LINE),
        message: cleanText(message, LONGEST_MESSAGE),
        severity,
        category: cleanLine(category, LONGEST_LINE),
        count,
        total,
        alerts,
      },
    }),
  );
}

function plainAlert(alert: Alert): object {
  const { id, at, key, kind, status, title, message, severity, category, source, service } = alert;
  return {
    id,
    at,
    key: cleanLine(key, LONGEST_LINE),
    kind,
    status,
    title: cleanLine(title, LONGEST_LINE),
    message: cleanText(message, LONGEST_MESSAGE),
    severity,
    category: cleanLine(category, LONGEST_LINE),
    ...(source === undefined ? {} : { source: cleanLine(source, LONGEST_LINE) }),
    ...(service === undefined ? {} : { service: cleanLine(service, LONGEST_LINE) }),
    labels: bounded(alert.labels),
    data: bounded(alert.data),
  };
}

function bounded(data: object): object {
  const plain = plainData(data);
  return Buffer.byteLength(JSON.stringify(plain)) <= LONGEST_DATA ? plain : { '…': 'too large to be sent' };
}
