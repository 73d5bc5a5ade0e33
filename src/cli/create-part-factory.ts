import { consoleChannel } from '../channels/console-channel.js';
import { discordChannel } from '../channels/discord-channel.js';
import { emailChannel } from '../channels/email-channel.js';
import { slackChannel } from '../channels/slack-channel.js';
import { webhookChannel } from '../channels/webhook-channel.js';
import { diskCheck } from '../checks/disk-check.js';
import { eventLoopCheck } from '../checks/event-loop-check.js';
import { httpCheck } from '../checks/http-check.js';
import { memoryCheck } from '../checks/memory-check.js';
import type { PartFactory } from '../config/file-config.js';
import type { ChannelSpec } from '../config/file-schema.js';
import type { JournalSpec } from '../config/journal-schema.js';
import type { Journal } from '../journal/journal.js';
import { memoryJournal } from '../journal/memory-journal.js';
import { sqliteJournal } from '../runtime/sqlite-journal.js';

/** Makes journals, too, for the commands that need one. */
export interface CommandPartFactory extends PartFactory {
  /** The journal is neither opened nor made on disk by this. */
  journal(spec: JournalSpec): Journal;
}

/** Makes the checks, channels and journals that a file names. `colour` is for channels that write on the terminal. */
export function createPartFactory(colour: boolean): CommandPartFactory {
  return {
    check(spec) {
      switch (spec.type) {
        case 'http': {
          const { type: _, url, ...options } = spec;
          return httpCheck(url, options);
        }
        case 'memory':
          return memoryCheck(spec);
        case 'disk':
          return diskCheck(spec);
        case 'eventLoop':
          return eventLoopCheck(spec);
      }
    },
    channel(spec) {
      switch (spec.type) {
        case 'console':
          return consoleChannel({ color: colour, json: spec.json });
        case 'slack':
          return slackChannel(ownOptions(spec));
        case 'discord':
          return discordChannel(ownOptions(spec));
        case 'webhook':
          return webhookChannel(ownOptions(spec));
        case 'email':
          return emailChannel(ownOptions(spec));
      }
    },
    journal(spec) {
      switch (spec.type) {
        case 'sqlite': {
          const { type: _, path, ...options } = spec;
          return sqliteJournal(path, options);
        }
        case 'memory':
          return memoryJournal(spec);
      }
    },
  };
}

/** What is the channel's own of what stands in the file beside its type and what its sink is told. */
function ownOptions<Spec extends ChannelSpec>(
  spec: Spec,
): Omit<
  Spec,
  'type' | 'enabled' | 'minSeverity' | 'categories' | 'match' | 'timeout' | 'maxAttempts' | 'maxAge'
> {
  const { type, enabled, minSeverity, categories, match, timeout, maxAttempts, maxAge, ...options } = spec;
  return options;
}
