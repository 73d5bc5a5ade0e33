import type { Silences } from '../domain/monitor.js';
import { TocsinError } from '../domain/tocsin-error.js';
import type { Commands } from './commands.js';
import { createSilence } from './create-silence.js';
import type { LiveView } from './live-view.js';

/** The `silences` of a monitor. */
export function silencesOf({ silences }: LiveView, { now, order }: Commands, newId: () => string): Silences {
  return {
    add(input) {
      const createdAt = now();
      const data = createSilence(input, newId(), createdAt);
      order((graph) => graph.accept({ type: 'silence.created', subject: data.id, data }));
      silences.begin(data, createdAt);
      const status = data.from > createdAt ? 'pending' : 'active';
      return { ...data, match: input.match, createdAt, status };
    },
    remove(id) {
      if (!silences.isOpen(id)) {
        throw new TocsinError('ERR_UNKNOWN_SILENCE', `there is no silence '${id}' that is pending or active`);
      }
      order((graph) => graph.endSilence(id));
      silences.end(id, now());
    },
    list: () => silences.list(now()),
  };
}
