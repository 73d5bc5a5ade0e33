import type { Alert, AlertInput } from './alert.js';
import { boundLabels } from './bound-labels.js';
import { boundKey, boundText, LONGEST_NAME } from './bound-text.js';
import { LONGEST_MESSAGE, LONGEST_TITLE, truncate } from './clean-text.js';
import { plainData, wellFormed } from './plain-data.js';
import { isSeverity, SEVERITIES } from './severity.js';
import { TocsinError } from './tocsin-error.js';

/** An alert that has been accepted but has no id and time yet. */
export type AlertDraft = Omit<Alert, 'id' | 'at'>;

const NO_LABELS: Readonly<Record<string, string>> = Object.freeze({});
/** What of a wrong value is quoted. */
const LONGEST_QUOTE = 100;

/**
 * Checks what a caller says of an alert and fills in the rest. What is too long is cut, never refused, and alerts that
 * were different stay different, see {@link boundText}: a few huge ones would hold up all others, and the host.
 *
 * @throws {@link TocsinError} `ERR_INVALID_ALERT` naming the field, the value and what is wanted
 */
export function draftAlert(input: AlertInput): AlertDraft {
  if (typeof input !== 'object' || input === null)
    throw invalid('the alert', input, 'an object with a title');
  const { title, message = '', severity = 'info', category = 'system', source, kind = 'event' } = input;
  if (typeof title !== 'string' || title === '') throw invalid('title', title, 'a text that is not empty');
  if (typeof message !== 'string') throw invalid('message', message, 'a text');
  if (!isSeverity(severity)) throw invalid('severity', severity, `one of ${SEVERITIES.join(', ')}`);
  if (typeof category !== 'string' || category === '')
    throw invalid('category', category, 'a text that is not empty');
  if (source !== undefined && typeof source !== 'string') throw invalid('source', source, 'a text');
  if (kind !== 'event' && kind !== 'condition') throw invalid('kind', kind, "'event' or 'condition'");
  const { data, labels } = input;
  const key = wholeKeyOf(input);
  if (typeof key !== 'string' || key === '') throw invalid('key', key, 'a text that is not empty');
  const draft: AlertDraft = {
    // What the journal's file cannot hold would come back as another text, and then be another alert.
    key: wellFormed(boundKey(key)),
    kind,
    status: 'firing',
    title: wellFormed(truncate(title, LONGEST_TITLE)),
    message: wellFormed(truncate(message, LONGEST_MESSAGE)),
    severity,
    category: wellFormed(boundText(category, LONGEST_NAME)),
    data: plainData(data),
    labels: labels === undefined ? NO_LABELS : boundLabels(checkedLabels(labels)),
  };
  return source === undefined ? draft : { ...draft, source: boundText(source, LONGEST_NAME) };
}

/** What makes alerts the same as this one, before it is cut. */
export function wholeKeyOf({ title, category = 'system', key = `${category}:${title}` }: AlertInput): string {
  return key;
}

function checkedLabels(labels: unknown): Readonly<Record<string, string>> {
  if (typeof labels !== 'object' || labels === null) throw invalid('labels', labels, 'an object of texts');
  const copy: Record<string, string> = {};
  for (const [name, value] of Object.entries(labels)) {
    if (typeof value !== 'string') throw invalid(`labels.${truncate(name, LONGEST_QUOTE)}`, value, 'a text');
    copy[name] = value;
  }
  return copy;
}

function invalid(field: string, found: unknown, wanted: string): TocsinError {
  const kind = found === null ? 'null' : typeof found;
  const value = typeof found === 'string' ? JSON.stringify(truncate(found, LONGEST_QUOTE)) : kind;
  return new TocsinError('ERR_INVALID_ALERT', `${field}: expected ${wanted}, found ${value}`);
}
