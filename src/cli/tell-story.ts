import type { LoadedConfig } from '../config/load-config.js';
import type { ResolvedChannel } from '../config/resolve-config.js';
import type { ChannelStats } from '../domain/channel.js';
import type { Delivery } from '../domain/delivery.js';
import { formatDuration } from '../domain/duration.js';
import { formatConsole, formatTime } from '../domain/format-alert.js';
import type { Monitor } from '../domain/monitor.js';
import type { StatusChange } from '../domain/service.js';
import { type Paint, STATUS_COLOURS } from './paint.js';

/** Where things are, for people. */
export interface Places {
  readonly journal: string;
  readonly page: string | undefined;
}

/**
 * Tells people what is watched and, from then on, what happens. Notifications are left to the console channel; only
 * where there is none are they told here.
 *
 * @param places where events are kept, in a few words, and where the page is, if it is served
 */
export function tellStory(
  monitor: Monitor,
  loaded: LoadedConfig,
  places: Places,
  paint: Paint,
  write: (line: string) => void,
): void {
  const channels = [...loaded.resolved.channels];
  for (const line of introduction(loaded, places, paint)) write(line);
  monitor.changes$.subscribe((change) => write(statusLine(change, paint)));
  monitor.deliveries$.subscribe((delivery) => {
    const line = deliveryLine(delivery, paint);
    if (line !== undefined) write(line);
  });
  const onConsole = ([, { channel, enabled }]: (typeof channels)[number]): boolean =>
    enabled && channel.kind === 'console';
  if (channels.length > 0 && !channels.some(onConsole)) {
    monitor.notifications$.subscribe((notification) => write(formatConsole(notification)));
  }
}

/** What the channels still owe when the watch is over, or nothing. */
export function pendingLine(stats: Readonly<Record<string, ChannelStats>>): string | undefined {
  const owing = Object.entries(stats).filter(([, { pending }]) => pending > 0);
  if (owing.length === 0) return undefined;
  return `Not delivered: ${owing.map(([name, { pending }]) => `${name} ${pending}`).join(', ')}`;
}

function introduction({ file, resolved, checks }: LoadedConfig, places: Places, paint: Paint): string[] {
  const rows = [...resolved.services].map(
    ([name, { everyMs }]) =>
      [name, checks.get(name) ?? 'function', `every ${formatDuration(everyMs)}`] as const,
  );
  const width = Math.max(...rows.map(([name]) => name.length));
  const kindWidth = Math.max(...rows.map(([, kind]) => kind.length));
  const channels =
    resolved.channels.size === 0
      ? ['  console']
      : [...resolved.channels].map(
          ([name, channel]) => `  ${name}${paint('dim', describeChannel(name, channel))}`,
        );
  return [
    `Watching ${rows.length} service${rows.length === 1 ? '' : 's'} from ${file}`,
    ...rows.map(
      ([name, kind, every]) =>
        `  ${name.padEnd(width)}  ${paint('dim', `${kind.padEnd(kindWidth)}  ${every}`)}`,
    ),
    'Channels',
    ...channels,
    `Journal  ${places.journal}`,
    ...(places.page === undefined ? [] : [`Page     ${places.page}`]),
    paint('dim', 'Ctrl+C stops'),
    '',
  ];
}

function describeChannel(
  name: string,
  { channel, enabled, minSeverity, categories }: ResolvedChannel,
): string {
  const parts = [
    channel.kind === name ? '' : channel.kind,
    enabled ? '' : 'disabled',
    minSeverity === undefined ? '' : `${minSeverity} and above`,
    categories === undefined ? '' : `only ${categories.join(', ')}`,
  ].filter((part) => part !== '');
  return parts.length === 0 ? '' : `  ${parts.join(', ')}`;
}

function statusLine({ at, service, from, to, message }: StatusChange, paint: Paint): string {
  const change = `${service}: ${from} -> ${paint(STATUS_COLOURS[to], to)}`;
  return `${paint('dim', `[${formatTime(at)}]`)} ${change}${message === undefined ? '' : `  ${message}`}`;
}

/** Only what went wrong: that a notification arrived is its channel's affair. */
function deliveryLine(delivery: Delivery, paint: Paint): string | undefined {
  const trouble = deliveryTrouble(delivery);
  if (trouble === undefined) return undefined;
  return `${paint('dim', `[${formatTime(delivery.at)}]`)} ${paint('red', delivery.channel)}: ${trouble}`;
}

/** What went wrong with a delivery and what follows; nothing if it arrived. */
export function deliveryTrouble({
  at,
  outcome,
  error,
  retryAt,
  handedTo = [],
}: Delivery): string | undefined {
  const handed = handedTo.length === 0 ? '' : `; handed to ${handedTo.join(', ')}`;
  const reason = error === undefined ? '' : `: ${error.message}`;
  switch (outcome) {
    case 'succeeded':
      return undefined;
    case 'failed':
      return retryAt === undefined
        ? `not delivered${reason}`
        : `not delivered${reason}; next attempt in ${formatDuration(retryAt - at)}`;
    case 'abandoned':
      return `given up${reason}${handed}`;
    case 'diverted':
      return `waits${handed}`;
  }
}
