import { consoleChannel } from '../channels/console-channel.js';
import { discordChannel } from '../channels/discord-channel.js';
import { emailChannel } from '../channels/email-channel.js';
import { slackChannel } from '../channels/slack-channel.js';
import { webhookChannel } from '../channels/webhook-channel.js';
import { allOf } from '../checks/all-of.js';
import { anyOf } from '../checks/any-of.js';
import { commandCheck } from '../checks/command-check.js';
import { cpuCheck } from '../checks/cpu-check.js';
import { diskCheck } from '../checks/disk-check.js';
import { dnsCheck } from '../checks/dns-check.js';
import { eventLoopCheck } from '../checks/event-loop-check.js';
import { heartbeat } from '../checks/heartbeat.js';
import { httpCheck } from '../checks/http-check.js';
import { memoryCheck } from '../checks/memory-check.js';
import { processCheck } from '../checks/process-check.js';
import { tcpCheck } from '../checks/tcp-check.js';
import { tlsCheck } from '../checks/tls-check.js';
import { withRetries } from '../checks/with-retries.js';
import type { CheckParts, PartFactory } from '../config/file-config.js';
import type { ChannelSpec } from '../config/file-schema.js';
import type { JournalSpec } from '../config/journal-schema.js';
import type { Check } from '../domain/check.js';
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
    check(spec, parts) {
      switch (spec.type) {
        case 'http': {
          const { type: _, url, ...options } = spec;
          return httpCheck(url, options);
        }
        case 'memory': {
          const { type: _, ...limits } = spec;
          return memoryCheck(limits);
        }
        case 'disk': {
          const { type: _, ...options } = spec;
          return diskCheck(options);
        }
        case 'eventLoop': {
          const { type: _, ...limits } = spec;
          return eventLoopCheck(limits);
        }
        case 'cpu': {
          const { type: _, ...limits } = spec;
          return cpuCheck(limits);
        }
        case 'process': {
          const { type: _, ...options } = spec;
          return processCheck(options);
        }
        case 'tcp': {
          const { type: _, ...options } = spec;
          return tcpCheck(options);
        }
        case 'tls': {
          const { type: _, ...options } = spec;
          return tlsCheck(options);
        }
        case 'dns': {
          // In a file `type` says which check it is.
          const { type: _, name, record, ...options } = spec;
          return dnsCheck(name, { ...options, type: record });
        }
        case 'command': {
          const { type: _, command, args, ...options } = spec;
          return commandCheck(command, args, options);
        }
        case 'heartbeat': {
          const { type: _, ...options } = spec;
          return heartbeat(options);
        }
        case 'withRetries': {
          const { type: _, check: __, ...options } = spec;
          return withRetries(onlyOne(parts), options);
        }
        case 'allOf':
          return allOf(parts, { timeout: spec.timeout });
        case 'anyOf':
          return anyOf(parts, { timeout: spec.timeout });
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
        case 'memory': {
          const { type: _, ...options } = spec;
          return memoryJournal(options);
        }
      }
    },
  };
}

function onlyOne(parts: CheckParts): Check {
  const [check] = Object.values(parts);
  if (check === undefined) throw new TypeError('a check that is tried again must be given');
  return check;
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
