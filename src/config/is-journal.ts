import { describeValue } from './describe-value.js';

const JOURNAL_METHODS = ['open', 'append', 'read', 'close'] as const;

/** Whether it has what a journal does; what that takes and gives back cannot be seen from outside. */
export function isJournal(given: unknown): given is Record<(typeof JOURNAL_METHODS)[number], unknown> {
  return isRecord(given) && missingMethods(given).length === 0;
}

/** Whether it was made by a program to be a journal, even if something is missing. */
export function looksLikeJournal(given: unknown): given is object {
  return (
    typeof given === 'function' ||
    given instanceof Promise ||
    (isRecord(given) && missingMethods(given).length < JOURNAL_METHODS.length)
  );
}

function missingMethods(given: Record<string, unknown>): string[] {
  return JOURNAL_METHODS.filter((name) => typeof given[name] !== 'function');
}

/** What is wrong with a value that is no journal, and the way out. */
export function complainAboutJournal(given: unknown): string {
  const found = `expected a journal, found ${describeValue(given)}`;
  if (typeof given === 'string') return `${found}; use sqliteJournal(path)`;
  if (typeof given === 'function') return `${found}; call it, as in memoryJournal()`;
  if (given instanceof Promise) return `${found}; await it first`;
  if (isRecord(given) && typeof given.type === 'string') {
    return `${found}; { type: … } is for configuration files, in a program use sqliteJournal(path) or memoryJournal()`;
  }
  const missing = isRecord(given) ? missingMethods(given) : [];
  return missing.length > 0 && missing.length < JOURNAL_METHODS.length
    ? `${found} without ${missing.join(', ')}; add what is missing`
    : `${found}; use sqliteJournal(path) or memoryJournal()`;
}

function isRecord(given: unknown): given is Record<string, unknown> {
  return typeof given === 'object' && given !== null;
}
