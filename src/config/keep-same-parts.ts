import { isDeepStrictEqual } from 'node:util';
import type { WatchConfig } from '../domain/monitor-config.js';
import { DELIVERY_SETTINGS } from './file-schema.js';
import type { LoadedConfig } from './load-config.js';

type Loaded = Pick<LoadedConfig, 'config' | 'written'>;

/**
 * The configuration that a file holds now, with the checks and channels that it held before wherever it says the same of
 * them: what a monitor has in use is then known to be the same.
 */
export function keepSameParts(before: Loaded, after: Loaded): WatchConfig {
  const { services, channels } = after.config;
  return {
    ...after.config,
    ...(services === undefined
      ? {}
      : { services: mapRecord(services, (given, name) => keepCheck(given, name)) }),
    ...(channels === undefined
      ? {}
      : { channels: mapRecord(channels, (given, name) => keepChannel(given, name)) }),
  };

  function keepCheck(given: unknown, name: string): unknown {
    const known = partOf(before.config.services?.[name], 'check');
    if (known === undefined || !isRecord(given))
      return known !== undefined && given === known ? known : given;
    const same = isDeepStrictEqual(
      checkWritten(writtenIn(before.written, 'services', name)),
      checkWritten(writtenIn(after.written, 'services', name)),
    );
    return same ? { ...given, check: known } : given;
  }

  function keepChannel(given: unknown, name: string): unknown {
    const known = partOf(before.config.channels?.[name], 'channel');
    if (known === undefined || partOf(given, 'channel') === undefined) return given;
    const same = isDeepStrictEqual(
      channelWritten(writtenIn(before.written, 'channels', name)),
      channelWritten(writtenIn(after.written, 'channels', name)),
    );
    return same && isRecord(given) ? { ...given, channel: known } : given;
  }
}

/** What a file says of one part. */
function writtenIn(written: unknown, kind: 'services' | 'channels', name: string): unknown {
  const parts = isRecord(written) ? written[kind] : undefined;
  return isRecord(parts) && Object.hasOwn(parts, name) ? parts[name] : undefined;
}

/** What it says of the check alone: the short form of a service is nothing else. */
function checkWritten(service: unknown): unknown {
  return isRecord(service) ? service.check : service;
}

/** What it says of the channel alone, without what that accepts and how patient its sink is. */
function channelWritten(channel: unknown): unknown {
  if (!isRecord(channel)) return channel;
  // A program's own channel, as it is or with settings around it.
  if (typeof channel.send === 'function') return { value: channel.send };
  return Object.fromEntries(Object.entries(channel).filter(([name]) => !DELIVERY_SETTINGS.includes(name)));
}

function partOf(given: unknown, name: 'check' | 'channel'): unknown {
  return isRecord(given) ? given[name] : undefined;
}

function mapRecord<T>(
  record: Readonly<Record<string, T>>,
  map: (value: T, name: string) => unknown,
): Record<string, T> {
  // What comes out has the shape of what went in: only the check or the channel may be another value.
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value, name) as T]));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
