import type { Journal } from './journal.js';

const SETTLING = new WeakSet<Journal['append']>();

/**
 * Marks an `append` that always settles within a bounded time of its own. A monitor waits a few seconds of its clock for
 * any other, which under a test's clock may pass sooner than a real disk can write. The function is marked and not the
 * journal: who spreads a journal and puts another `append` in its place has a journal that may hang.
 */
export function settling(append: Journal['append']): Journal['append'] {
  SETTLING.add(append);
  return append;
}

/** Whether a journal's `append` is marked as one that settles. */
export function settles({ append }: Pick<Journal, 'append'>): boolean {
  return SETTLING.has(append);
}
