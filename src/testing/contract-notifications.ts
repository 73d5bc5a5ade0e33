import type { Notification } from '../domain/notification.js';
import { sampleAlert, sampleNotification } from './sample-notification.js';

const AT = sampleAlert().at;

/** The alerts of a small storm. */
const SEVERAL = [1, 2, 3].map((n) =>
  sampleAlert({ id: `alert-${n}`, at: AT - (3 - n) * 10_000, message: `/var is at ${92 + n} %` }),
);

const CONDITION = sampleAlert({
  id: 'alert-4',
  kind: 'condition',
  key: 'service_health:api',
  title: 'Service unhealthy: api',
  message: 'connect ECONNREFUSED 10.0.0.7:443',
  category: 'service_health',
  service: 'api',
  data: { service: 'api', from: 'degraded', to: 'unhealthy' },
});

const ABOUT_SERVICE: Partial<Notification> = {
  groupKey: CONDITION.key,
  title: CONDITION.title,
  message: CONDITION.message,
  category: CONDITION.category,
};

/** One notification for each reason there is, worded as the pipeline words them. */
export const EVERY_REASON: readonly Notification[] = [
  sampleNotification(),
  sampleNotification({
    reason: 'repeated',
    title: 'Repeated: Disk full',
    message: '3 times within 1m (/var is at 95 %)',
    alerts: SEVERAL,
  }),
  sampleNotification({
    reason: 'digest',
    title: 'Repeated: Disk full',
    message: '12 times within 1m, 15 since it began 2m ago (/var is at 95 %)',
    count: 12,
    total: 15,
    alerts: SEVERAL,
  }),
  sampleNotification({
    reason: 'escalated',
    severity: 'critical',
    message: '/var is at 100 %',
    count: 1,
    total: 4,
    alerts: [sampleAlert({ severity: 'critical', message: '/var is at 100 %', data: { usedPercent: 100 } })],
  }),
  sampleNotification({
    ...ABOUT_SERVICE,
    reason: 'reminder',
    title: `Still firing: ${CONDITION.title}`,
    message: `${CONDITION.message} (firing for 30m)`,
    count: 0,
    total: 1,
    alerts: [CONDITION],
  }),
  sampleNotification({
    ...ABOUT_SERVICE,
    reason: 'resolved',
    title: 'Resolved: Service healthy: api',
    message: 'resolved after 42m',
    count: 0,
    total: 1,
    alerts: [
      {
        ...CONDITION,
        id: 'alert-5',
        status: 'resolved',
        title: 'Service healthy: api',
        message: '',
        data: { service: 'api', from: 'unhealthy', to: 'healthy' },
      },
    ],
  }),
];

/** A notification that would do harm if its texts were taken at their word. */
export interface HostileNotification {
  /** What it holds. */
  readonly name: string;
  readonly notification: Notification;
}

/** Texts and data from outside at their worst. */
export const HOSTILE_NOTIFICATIONS: readonly HostileNotification[] = [
  hostile('mentions of a crowd', '@everyone @here <!channel> <!here> <@U012AB> <@&99> <#C01>'),
  hostile(
    'markup',
    '</p><script>alert(1)</script> **b** `c` [link](https://evil.example) <a href="x">y</a> &amp; &lt;',
  ),
  hostile('line breaks that end a header', 'Disk\r\nBcc: victim@example.org\r\n\r\nbody'),
  hostile('control characters', 'a\u0000b\u0007c\u001b[31md\u007fe\u009bf'),
  hostile('marks that turn text around', '\u202eevil\u202c \u2066x\u2069 \u200fy \u061cz'),
  hostile('lone surrogates', '\ud83d and \ude00 and \ud83d\ude00'),
  hostile('a megabyte of text', 'x'.repeat(1_048_576)),
  hostile('characters that grow when escaped', '&<>"\'*_`~|\\'.repeat(2_000)),
  hostile('emoji at every cut', '\ud83d\udea8'.repeat(5_000)),
  hostile('empty texts', ''),
  hostile('circular data', 'Disk full', circularData()),
  hostile('data that throws', 'Disk full', {
    get mount(): string {
      throw new Error('not now');
    },
    toJSON(): string {
      throw new Error('not ever');
    },
  }),
  hostile(
    'huge data',
    'Disk full',
    Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`field ${n}`, 'x'.repeat(500)])),
  ),
  hostile('data that JSON does not know', 'Disk full', {
    big: 1n,
    nothing: undefined,
    what: Symbol('s'),
    run: () => {},
    not: Number.NaN,
  }),
];

function hostile(
  name: string,
  text: string,
  data: object = { [text.slice(0, 1_000)]: text, '': text },
): HostileNotification {
  const alerts = [1, 2].map((n) =>
    sampleAlert({ id: `alert-${n}`, title: text, message: text, category: text, source: text, data }),
  );
  return {
    name,
    notification: sampleNotification({
      reason: 'digest',
      title: text,
      message: text,
      category: text,
      groupKey: text,
      alerts,
    }),
  };
}

function circularData(): object {
  const data: { self?: object } = {};
  data.self = data;
  return data;
}
