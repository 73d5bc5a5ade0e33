import type { ErrorCategory } from '../domain/captured-error.js';
import type { ErrorFacts } from '../domain/error-facts.js';
import type { Severity } from '../domain/severity.js';
import {
  categoryOfClass,
  categoryOfCode,
  categoryOfName,
  categoryOfStatus,
  categoryOfText,
} from './known-errors.js';

/** What is asked of an error and of all that led to it, most telling question first. */
const QUESTIONS: readonly ((facts: ErrorFacts) => ErrorCategory | undefined)[] = [
  byCode,
  byClass,
  ({ message }) => categoryOfText(message),
];

/**
 * The category of an error: by the code, the status or a telling name of it or of what led to it, nearest first; else by a
 * class of theirs; else by their messages.
 */
export function classifyError(facts: readonly ErrorFacts[]): ErrorCategory {
  for (const ask of QUESTIONS) {
    for (const each of facts) {
      const category = ask(each);
      if (category !== undefined) return category;
    }
  }
  return 'unknown';
}

/** How much an error of a category matters if nobody says. */
export function usualSeverity(category: ErrorCategory): Severity {
  switch (category) {
    case 'cancelled':
      return 'info';
    case 'transient':
    case 'data':
      return 'warning';
    default:
      return 'error';
  }
}

function byCode({ code, status, names, fromCommand }: ErrorFacts): ErrorCategory | undefined {
  const known = code === undefined ? undefined : categoryOfCode(code);
  if (known !== undefined) return known;
  if (status !== undefined) return categoryOfStatus(status);
  if (fromCommand) return 'execution';
  for (const name of names) {
    const category = categoryOfName(name);
    if (category !== undefined) return category;
  }
  return undefined;
}

function byClass({ names, message }: ErrorFacts): ErrorCategory | undefined {
  for (const name of names) {
    const category = categoryOfClass(name);
    if (category === undefined) continue;
    // `fetch` tells of networks as of types; an engine short of memory speaks of ranges.
    if (name === 'TypeError' && /^(?:fetch failed|terminated|network error)$/i.test(message))
      return 'transient';
    if (name === 'RangeError' && /\ballocation failed\b/i.test(message)) return 'system';
    return category;
  }
  return undefined;
}
