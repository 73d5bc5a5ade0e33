import type { Incidents } from '../domain/monitor.js';
import { TocsinError } from '../domain/tocsin-error.js';
import type { Commands } from './commands.js';
import { knownKey } from './known-key.js';
import type { LiveView } from './live-view.js';

/** The `incidents` of a monitor. */
export function incidentsOf({ incidents }: LiveView, { now, order }: Commands): Incidents {
  const keyOf = (wanted: string): string => knownKey(wanted, (key) => incidents.get(key) !== undefined);
  return {
    list: () => incidents.list(),
    get: (key) => incidents.get(keyOf(key)),
    acknowledge(wanted, { by, note }) {
      if (typeof by !== 'string' || by.trim() === '') {
        throw new TocsinError('ERR_INVALID_ACKNOWLEDGEMENT', 'by: say who takes it on, such as a name');
      }
      if (note !== undefined && typeof note !== 'string') {
        throw new TocsinError('ERR_INVALID_ACKNOWLEDGEMENT', 'note: expected a text');
      }
      const key = keyOf(wanted);
      if (incidents.firing(key) === undefined) {
        throw new TocsinError('ERR_UNKNOWN_INCIDENT', `no condition with the key '${key}' is firing`);
      }
      const data = note === undefined ? { by } : { by, note };
      order((graph) => graph.acknowledge(key, data));
      const incident = incidents.acknowledge(key, { ...data, at: now() });
      if (incident === undefined) throw new TocsinError('ERR_UNKNOWN_INCIDENT', `'${key}' is over`);
      return incident;
    },
  };
}
