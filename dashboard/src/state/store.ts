import { batch, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { AlertStats } from '../../../src/domain/alert-stats.js';
import type { Incident } from '../../../src/domain/incident.js';
import type { JournalStats } from '../../../src/domain/journal-stats.js';
import type { MonitorPhase } from '../../../src/domain/monitor.js';
import type { ServiceState } from '../../../src/domain/service.js';
import type {
  AlertView,
  Change,
  ChannelView,
  NotificationView,
  Overview,
  SilenceView,
  Summary,
} from '../../../src/http/api/views.js';
import type { SeenChange } from '../text/announcement.js';
import { mergeIncidents, sortIncidents } from './incident-list.js';
import { mergeLatest } from './merge-latest.js';
import { compareText } from './service-list.js';
import { mergeSilences } from './silence-list.js';

/** How many of the latest alerts and notifications are kept; older ones are loaded when somebody asks for them. */
export const MOST_ALERTS = 1_000;
export const MOST_NOTIFICATIONS = 500;

/** What the page knows. Each service has a signal of its own, so that a change of one draws one row anew. */
export interface Store {
  /** Whether anything is known yet. */
  readonly ready: ReadonlySignal<boolean>;
  readonly position: ReadonlySignal<number>;
  /** The server's time of the last message. */
  readonly at: ReadonlySignal<number>;
  readonly version: ReadonlySignal<string>;
  readonly phase: ReadonlySignal<MonitorPhase>;
  readonly summary: ReadonlySignal<Summary | undefined>;
  /** In the order of names. Another array only if a service came or went. */
  readonly names: ReadonlySignal<readonly string[]>;
  /** Rises with each change of any service. */
  readonly revision: ReadonlySignal<number>;
  service(name: string): ReadonlySignal<ServiceState> | undefined;
  /** All services, in the order of names; whoever reads it within an effect follows all changes. */
  states(): ServiceState[];
  /** Those that fire, the worst and newest first, then those that are over, newest first. */
  readonly incidents: ReadonlySignal<readonly Incident[]>;
  readonly silences: ReadonlySignal<readonly SilenceView[]>;
  readonly channels: ReadonlySignal<readonly ChannelView[]>;
  /** The latest, oldest first. */
  readonly alerts: ReadonlySignal<readonly AlertView[]>;
  readonly notifications: ReadonlySignal<readonly NotificationView[]>;
  /** Rises when older alerts or notifications left these lists, so that there may be a gap to what was loaded before. */
  readonly generation: ReadonlySignal<number>;
  readonly stats: ReadonlySignal<AlertStats | undefined>;
  readonly journal: ReadonlySignal<JournalStats | undefined>;
  /** Knows nothing any more, as before the first snapshot: whoever looks now may not be the one who looked before. */
  forget(): void;
  /** Takes everything as it is at one position. Returns the status changes that it brought. */
  replace(overview: Overview): SeenChange[];
  /**
   * Takes what changed since. Things come as they are now, so that a change taken twice does no harm; one older than
   * what is known is passed over. Returns the status changes that it brought.
   */
  apply(change: Change): SeenChange[];
}

const BY_ALERT_ID = { idOf: ({ alert }: AlertView) => alert.id, atOf: ({ alert }: AlertView) => alert.at };
const BY_ID = { idOf: ({ id }: NotificationView) => id, atOf: ({ at }: NotificationView) => at };

export function createStore(): Store {
  const services = new Map<string, Signal<ServiceState>>();
  const ready = signal(false);
  const position = signal(0);
  const at = signal(0);
  const version = signal('');
  const phase = signal<MonitorPhase>('running');
  const summary = signal<Summary | undefined>(undefined);
  const names = signal<readonly string[]>([]);
  const revision = signal(0);
  const incidents = signal<readonly Incident[]>([]);
  const silences = signal<readonly SilenceView[]>([]);
  const channels = signal<readonly ChannelView[]>([]);
  const alerts = signal<readonly AlertView[]>([]);
  const notifications = signal<readonly NotificationView[]>([]);
  const generation = signal(0);
  const stats = signal<AlertStats | undefined>(undefined);
  const journal = signal<JournalStats | undefined>(undefined);

  /** Puts services in, takes others out. */
  function putServices(states: readonly ServiceState[], gone: Iterable<string>): SeenChange[] {
    const seen: SeenChange[] = [];
    let others = false;
    for (const state of states) {
      const known = services.get(state.name);
      if (known === undefined) {
        services.set(state.name, signal(state));
        others = true;
      } else {
        const from = known.peek().status;
        if (from !== state.status) seen.push({ service: state.name, from, to: state.status });
        known.value = state;
      }
    }
    for (const name of gone) others = services.delete(name) || others;
    if (others) names.value = [...services.keys()].sort(compareText);
    if (others || states.length > 0) revision.value++;
    return seen;
  }

  return {
    ready,
    position,
    at,
    version,
    phase,
    summary,
    names,
    revision,
    incidents,
    silences,
    channels,
    alerts,
    notifications,
    generation,
    stats,
    journal,
    service: (name) => services.get(name),
    states() {
      revision.value;
      return names.value.flatMap((name) => services.get(name)?.peek() ?? []);
    },
    forget() {
      batch(() => {
        ready.value = false;
        position.value = 0;
        summary.value = undefined;
        services.clear();
        names.value = [];
        revision.value++;
        incidents.value = [];
        silences.value = [];
        channels.value = [];
        alerts.value = [];
        notifications.value = [];
        stats.value = undefined;
        journal.value = undefined;
      });
    },
    replace(overview) {
      return batch(() => {
        position.value = overview.position;
        at.value = overview.at;
        version.value = overview.version;
        phase.value = overview.phase;
        summary.value = overview.summary;
        const kept = new Set(overview.services.map(({ name }) => name));
        const gone = [...services.keys()].filter((name) => !kept.has(name));
        const seen = putServices(overview.services, gone);
        incidents.value = sortIncidents(overview.incidents);
        silences.value = overview.silences;
        channels.value = overview.channels;
        alerts.value = overview.alerts;
        notifications.value = overview.notifications;
        generation.value++;
        stats.value = overview.stats;
        journal.value = overview.journal;
        ready.value = true;
        return seen;
      });
    },
    apply(change) {
      if (change.position < position.peek()) return [];
      return batch(() => {
        position.value = change.position;
        at.value = change.at;
        if (change.phase !== undefined) phase.value = change.phase;
        if (change.summary !== undefined) summary.value = change.summary;
        const seen = putServices(change.services ?? [], change.gone ?? []);
        incidents.value = mergeIncidents(incidents.peek(), change.incidents ?? [], change.incidentsGone);
        silences.value = mergeSilences(silences.peek(), change.silences ?? [], change.silencesGone);
        channels.value = mergeChannels(channels.peek(), change.channels ?? []);
        const before = { alerts: alerts.peek(), notifications: notifications.peek() };
        alerts.value = mergeLatest(before.alerts, change.alerts ?? [], {
          ...BY_ALERT_ID,
          limit: MOST_ALERTS,
        });
        notifications.value = mergeLatest(before.notifications, change.notifications ?? [], {
          ...BY_ID,
          limit: MOST_NOTIFICATIONS,
        });
        if (
          beginsAnew(before.alerts, alerts.peek(), BY_ALERT_ID.idOf) ||
          beginsAnew(before.notifications, notifications.peek(), BY_ID.idOf)
        ) {
          generation.value++;
        }
        if (change.stats !== undefined) stats.value = change.stats;
        if (change.journal !== undefined) journal.value = change.journal;
        return seen;
      });
    },
  };
}

/** Whether a list begins with another item than before. */
function beginsAnew<T>(before: readonly T[], after: readonly T[], idOf: (item: T) => string): boolean {
  const [first] = before;
  const [now] = after;
  return first !== undefined && now !== undefined && idOf(first) !== idOf(now);
}

function mergeChannels(known: readonly ChannelView[], news: readonly ChannelView[]): readonly ChannelView[] {
  if (news.length === 0) return known;
  const byName = new Map(known.map((channel) => [channel.name, channel]));
  for (const channel of news) byName.set(channel.name, channel);
  return [...byName.values()];
}
