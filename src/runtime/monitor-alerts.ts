import type { AlertReceipt } from '../domain/alert.js';
import type { Monitor } from '../domain/monitor.js';
import { wellFormed } from '../domain/plain-data.js';
import { draftAlert } from '../domain/raise-alert.js';
import { TocsinError } from '../domain/tocsin-error.js';
import type { DecisionGraph } from './decision-graph.js';
import { handled } from './handled.js';

/** How a monitor takes in alerts. No async functions: in a storm their extra promises would cost as much as all the rest. */
export function alertsOf(
  submit: (decide: (graph: DecisionGraph) => AlertReceipt) => Promise<AlertReceipt>,
): Pick<Monitor, 'alert' | 'resolve'> {
  return {
    alert(input) {
      try {
        const draft = draftAlert(input);
        return handled(submit((graph) => graph.raise(draft)));
      } catch (error) {
        return handled(Promise.reject(error));
      }
    },
    resolve(key) {
      if (typeof key === 'string' && key !== '') {
        const wanted = wellFormed(key);
        return handled(submit((graph) => graph.resolve(wanted)));
      }
      const found = typeof key === 'string' ? 'an empty text' : typeof key;
      return handled(
        Promise.reject(new TocsinError('ERR_INVALID_ALERT', `key: expected a text, found ${found}`)),
      );
    },
  };
}
