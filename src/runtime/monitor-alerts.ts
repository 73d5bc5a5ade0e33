import type { AlertReceipt } from '../domain/alert.js';
import { LONGEST_KEY } from '../domain/bound-text.js';
import type { Monitor } from '../domain/monitor.js';
import { wellFormed } from '../domain/plain-data.js';
import { draftAlert, wholeKeyOf } from '../domain/raise-alert.js';
import { TocsinError } from '../domain/tocsin-error.js';
import type { DecisionGraph } from './decision-graph.js';
import { handled } from './handled.js';
import { knownKey } from './known-key.js';

/** How a monitor takes in alerts. No async functions: in a storm their extra promises would cost as much as all the rest. */
export function alertsOf(
  submit: (decide: (graph: DecisionGraph) => AlertReceipt) => Promise<AlertReceipt>,
): Pick<Monitor, 'alert' | 'resolve'> {
  return {
    alert(input) {
      try {
        const draft = draftAlert(input);
        if (draft.key.length < LONGEST_KEY) return handled(submit((graph) => graph.raise(draft)));
        // One that fires since before keys had a bound goes on under the key that it has.
        const key = wellFormed(wholeKeyOf(input));
        return handled(submit((graph) => graph.raise(graph.isFiring(key) ? { ...draft, key } : draft)));
      } catch (error) {
        return handled(Promise.reject(error));
      }
    },
    resolve(key) {
      if (typeof key === 'string' && key !== '') {
        const wanted = wellFormed(key);
        return handled(submit((graph) => graph.resolve(knownKey(wanted, (known) => graph.isFiring(known)))));
      }
      const found = typeof key === 'string' ? 'an empty text' : typeof key;
      return handled(
        Promise.reject(new TocsinError('ERR_INVALID_ALERT', `key: expected a text, found ${found}`)),
      );
    },
  };
}
