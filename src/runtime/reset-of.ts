import { boundKey } from '../domain/bound-text.js';
import { wellFormed } from '../domain/plain-data.js';
import { TocsinError } from '../domain/tocsin-error.js';
import type { DecisionGraph } from './decision-graph.js';

/**
 * What resets the throttle of a key, or of all of them. A key that was forgotten must not be taken for all.
 *
 * @throws `ERR_INVALID_ALERT` for anything else
 */
export function resetOf(key: unknown): (graph: DecisionGraph) => void {
  const all = typeof key === 'object' && key !== null && 'all' in key && key.all === true;
  if (!all && (typeof key !== 'string' || key === '')) {
    const found = typeof key === 'string' ? 'an empty text' : typeof key;
    throw new TocsinError('ERR_INVALID_ALERT', `key: expected a text or { all: true }, found ${found}`);
  }
  const subject = typeof key === 'string' ? boundKey(wellFormed(key)) : '';
  return (graph) => graph.accept({ type: 'throttle.reset', subject, data: {} });
}
