import { ConfigError } from '../domain/config-error.js';
import type { Silences } from '../domain/monitor.js';
import type { Silence, SilenceInput, SilenceRecord } from '../domain/silence.js';
import { TocsinError } from '../domain/tocsin-error.js';
import type { Commands } from './commands.js';
import { createSilence } from './create-silence.js';
import type { LiveView } from './live-view.js';

/** The `silences` of a monitor. */
export function silencesOf({ silences }: LiveView, { now, order }: Commands, newId: () => string): Silences {
  const begin = (input: SilenceInput, id: string): Silence => {
    const createdAt = now();
    const data = createSilence(input, id, createdAt);
    order((graph) => graph.accept({ type: 'silence.created', subject: id, data }));
    silences.begin(data, createdAt);
    const status = data.from > createdAt ? 'pending' : 'active';
    return { ...data, match: input.match, createdAt, status };
  };
  const opened = (id: string): SilenceRecord => {
    const silence = silences.get(id);
    if (silence !== undefined) return silence;
    throw new TocsinError('ERR_UNKNOWN_SILENCE', `there is no silence '${id}' that is pending or active`);
  };
  return {
    add: (input) => begin(input, newId()),
    update(id, input) {
      const { maintenance } = opened(id);
      if (maintenance === undefined) return begin(input, id);
      throw new ConfigError([
        {
          path: 'id',
          message: `'${id}' stands for a maintenance window of ${maintenance.service}; change that in its configuration`,
        },
      ]);
    },
    remove(id) {
      opened(id);
      order((graph) => graph.endSilence(id));
      silences.end(id, now());
    },
    list: () => silences.list(now()),
  };
}
