import { isSeverity, type Severity } from '../../../src/domain/severity.js';
import type { AlertView } from '../../../src/http/api/views.js';
import { dayKey } from '../text/time-text.js';
import { OUTCOMES } from '../text/words.js';
import { searchWords } from './service-search.js';

/** Which alerts are shown. */
export interface AlertFilter {
  readonly q: string;
  /** Any if empty. */
  readonly severity: Severity | '';
  readonly outcome: AlertView['outcome'] | '';
}

export function alertFilterOf(query: Readonly<Record<string, string>>): AlertFilter {
  return {
    q: query.q ?? '',
    severity: isSeverity(query.severity) ? query.severity : '',
    outcome: OUTCOMES.find((outcome) => outcome === query.outcome) ?? '',
  };
}

/** Those that a filter lets through. */
export function filterAlerts(alerts: readonly AlertView[], filter: AlertFilter): AlertView[] {
  const words = searchWords(filter.q);
  return alerts.filter(
    ({ alert, outcome, reason }) =>
      (filter.severity === '' || alert.severity === filter.severity) &&
      (filter.outcome === '' || outcome === filter.outcome) &&
      matchesWords([alert.title, alert.message, alert.key, alert.category, reason ?? ''], words),
  );
}

/** Whether all words occur in the texts. */
export function matchesWords(texts: readonly string[], words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const text = texts.join('\n').toLowerCase();
  return words.every((word) => text.includes(word));
}

/** What belongs to one day, in the order in which it came. */
export interface Day<T> {
  /** Some moment of that day. */
  readonly at: number;
  readonly items: readonly T[];
}

/** Splits a list in order of time into days, by the zone of the browser. */
export function byDay<T>(items: readonly T[], atOf: (item: T) => number): Day<T>[] {
  const days: { at: number; key: string; items: T[] }[] = [];
  for (const item of items) {
    const at = atOf(item);
    const key = dayKey(at);
    const last = days.at(-1);
    if (last?.key === key) last.items.push(item);
    else days.push({ at, key, items: [item] });
  }
  return days;
}
