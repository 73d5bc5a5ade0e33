import { cleanLine, cleanText, LONGEST_MESSAGE, LONGEST_TITLE } from '../domain/clean-text.js';
import { type DataField, dataFields } from '../domain/data-fields.js';
import { formatTime, SEVERITY_ICONS } from '../domain/format-alert.js';
import type { Notification, NotificationReason } from '../domain/notification.js';
import type { Severity } from '../domain/severity.js';

/** A notification in words, cleaned but not yet escaped or cut for any provider. */
export interface NotificationWords {
  readonly icon: string;
  /** An RGB colour, such as `0xe74c3c`. */
  readonly color: number;
  readonly title: string;
  /** May have several lines; may be empty. */
  readonly message: string;
  /** Severity, category, service and so on, most telling first. */
  readonly facts: readonly DataField[];
  /** The data of the newest alert. */
  readonly data: readonly DataField[];
  /** A line for each of the newest alerts, oldest first; empty if there is one alert only, which the rest describes. */
  readonly sample: readonly string[];
}

/** One word for each reason but the first, which speaks for itself. */
const REASON_LABELS: Readonly<Record<NotificationReason, string>> = {
  first: '',
  repeated: 'Repeated',
  digest: 'Digest',
  escalated: 'Escalated',
  reminder: 'Reminder',
  resolved: 'Resolved',
};

const COLORS: Readonly<Record<Severity, number>> = {
  debug: 0x95a5a6,
  info: 0x3498db,
  warning: 0xf1c40f,
  error: 0xe67e22,
  critical: 0xe74c3c,
};

const RESOLVED_COLOR = 0x2ecc71;
const RESOLVED_ICON = '✅';

/** So many alerts are listed one by one. */
const MOST_LISTED = 5;
const LONGEST_LISTED = 160;
/** As many fields as one section of a Slack message holds. */
const MOST_DATA = 10;
const LONGEST_FACT = 200;

/** Puts a notification into words, the same for all channels that show it to people. */
export function describeNotification(notification: Notification): NotificationWords {
  const { severity, title, message, alerts } = notification;
  const resolved = notification.reason === 'resolved';
  return {
    icon: resolved ? RESOLVED_ICON : SEVERITY_ICONS[severity],
    color: resolved ? RESOLVED_COLOR : COLORS[severity],
    title: cleanLine(title, LONGEST_TITLE),
    message: cleanText(message, LONGEST_MESSAGE).trim(),
    facts: facts(notification),
    data: dataFields(alerts.at(-1)?.data ?? {}, MOST_DATA),
    sample: sample(notification),
  };
}

/** How many alerts it accounts for, of how many since the group opened; nothing if it is the one. */
function describeCount({ count, total }: Notification): string | undefined {
  if (total <= 1 && count <= 1) return undefined;
  if (count === 0) return String(total);
  return total > count ? `${count} of ${total}` : String(count);
}

function facts(notification: Notification): DataField[] {
  const { reason, severity, category, at, alerts } = notification;
  const newest = alerts.at(-1);
  const all: [string, string | undefined][] = [
    ['Severity', severity.toUpperCase()],
    ['Category', category],
    ['Reason', REASON_LABELS[reason]],
    ['Alerts', describeCount(notification)],
    ['Service', newest?.service],
    ['Source', newest?.source],
    ['Time', `${formatTime(at)} UTC`],
  ];
  return all.flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [{ name, value: cleanLine(value, LONGEST_FACT) }],
  );
}

function sample({ alerts, count }: Notification): string[] {
  if (alerts.length < 2) return [];
  const listed = alerts.slice(-MOST_LISTED).map((alert) => {
    const text = alert.message === '' ? alert.title : `${alert.title}: ${alert.message}`;
    return cleanLine(`${formatTime(alert.at)} ${alert.severity.toUpperCase()} ${text}`, LONGEST_LISTED);
  });
  const earlier = Math.max(count, alerts.length) - listed.length;
  return earlier > 0 ? [`… and ${earlier} before`, ...listed] : listed;
}
