import type { Alert } from '../domain/alert.js';
import type { GroupField } from '../domain/monitor-config.js';

/** How alerts are put into groups: by fields, or by a function of the user's. */
export type GroupBy = readonly GroupField[] | ((alert: Alert) => string);

/**
 * Makes the function that names an alert's group.
 *
 * One field names it by its value, several by their values joined with `:`, any `:` within a
 * value written as `\:`. A function that throws or answers no
 * string must not lose the alert: its key is used.
 */
export function groupKeyOf(by: GroupBy): (alert: Alert) => string {
  if (typeof by === 'function') {
    return (alert) => {
      try {
        const key: unknown = by(alert);
        return typeof key === 'string' ? key : alert.key;
      } catch {
        return alert.key;
      }
    };
  }
  const [first, ...others] = by;
  if (first === undefined || (first === 'key' && others.length === 0)) return (alert) => alert.key;
  if (others.length === 0) return (alert) => fieldOf(alert, first);
  return (alert) => by.map((field) => escaped(fieldOf(alert, field))).join(':');
}

/** So that `a:b` and `c` is not the same as `a` and `b:c`. */
function escaped(value: string): string {
  return value.replace(/[\\:]/g, '\\$&');
}

const LABEL_PREFIX = 'labels.';

function fieldOf(alert: Alert, field: GroupField): string {
  switch (field) {
    case 'key':
    case 'category':
    case 'severity':
    case 'title':
      return alert[field];
    case 'service':
    case 'source':
      return alert[field] ?? '';
    default: {
      const label = field.slice(LABEL_PREFIX.length);
      return Object.hasOwn(alert.labels, label) ? (alert.labels[label] ?? '') : '';
    }
  }
}
