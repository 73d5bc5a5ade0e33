import type { Monitor } from '../../../src/domain/monitor.js';

/** What was captured, one line each: component, operation, message, status (500 is not said). */
export function captured(monitor: Monitor): string[] {
  return monitor.errors.recent().map(({ component, operation, message, context }) => {
    const status: unknown = Reflect.get(context, 'status');
    return `${component} | ${operation} | ${message} | ${String(status ?? 500)}`;
  });
}
