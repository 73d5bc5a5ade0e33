import { fc } from '@fast-check/vitest';
import { MAX_SAMPLE, type Notification, type NotificationReason } from '../../src/domain/notification.js';
import { SEVERITIES } from '../../src/domain/severity.js';
import { sampleAlert, sampleNotification } from '../../src/testing/sample-notification.js';

const REASONS: NotificationReason[] = ['first', 'repeated', 'digest', 'escalated', 'reminder', 'resolved'];

/** Short texts of any code units, lone surrogates included, and long ones of what grows when it is escaped. */
export const arbitraryText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 50 }),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
  fc
    .tuple(
      fc.constantFrom('&', '<', '>', '"', '*', '_', '\\', '🚨', 'é', '\n', 'x', '@everyone '),
      fc.nat(6_000),
    )
    .map(([text, times]) => text.repeat(times)),
);

const arbitraryAlert = fc
  .record({
    title: arbitraryText,
    message: arbitraryText,
    source: arbitraryText,
    service: arbitraryText,
    data: fc.dictionary(arbitraryText, fc.oneof(arbitraryText, fc.jsonValue()), { maxKeys: 40 }),
  })
  .map(sampleAlert);

/** Notifications of every reason with texts and data of every kind. */
export const arbitraryNotification: fc.Arbitrary<Notification> = fc
  .record({
    reason: fc.constantFrom(...REASONS),
    severity: fc.constantFrom(...SEVERITIES),
    title: arbitraryText,
    message: arbitraryText,
    category: arbitraryText,
    count: fc.nat(1_000_000),
    total: fc.nat(1_000_000),
    alerts: fc.array(arbitraryAlert, { maxLength: 6 }),
    repeatAlerts: fc.constantFrom(1, 1, MAX_SAMPLE),
  })
  .map(({ repeatAlerts, alerts, ...fields }) =>
    sampleNotification({
      ...fields,
      alerts: alerts.length > 0 && repeatAlerts > 1 ? repeat(alerts, repeatAlerts) : alerts,
    }),
  );

function repeat<T>(items: readonly T[], length: number): T[] {
  return Array.from({ length }, (_, n) => items[n % items.length]).flatMap((item) =>
    item === undefined ? [] : [item],
  );
}
