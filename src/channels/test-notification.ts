import type { Notification } from '../domain/notification.js';
import type { Severity } from '../domain/severity.js';

/** What a test message says; each has a default. */
export interface TestWords {
  readonly title?: string | undefined;
  readonly message?: string | undefined;
  readonly severity?: Severity | undefined;
}

/** A notification that shows people that a channel works; it is about nothing. */
export function testNotification(words: TestWords, id: string, at: number): Notification {
  const {
    title = 'Test message',
    message = 'This is a test: if you can read it, alerts of Tocsin reach you here.',
    severity = 'info',
  } = words;
  const common = { id, at, title, message, severity, category: 'system' };
  return {
    ...common,
    reason: 'first',
    groupKey: 'tocsin:test',
    count: 1,
    total: 1,
    alerts: [{ ...common, key: 'tocsin:test', kind: 'event', status: 'firing', data: {}, labels: {} }],
  };
}
