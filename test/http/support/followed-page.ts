import type { Change, Overview } from '../../../src/http/api/views.js';
import type { Message } from './sse-reader.js';

/** What somebody knows who follows the stream: the plainest way to put changes in place. */
export class FollowedPage {
  readonly services = new Map<string, unknown>();
  readonly incidents = new Map<string, unknown>();
  readonly silences = new Map<string, unknown>();
  readonly alerts = new Map<string, unknown>();
  readonly notifications = new Map<string, unknown>();
  channels: unknown;
  summary: unknown;
  stats: unknown;
  lastId: string | undefined;
  snapshots = 0;
  position = 0;

  take({ id, event, data }: Message): void {
    if (event !== 'snapshot' && event !== 'change') return;
    this.lastId = id;
    // Only this test's server sends: it is what its type says.
    const told = data as Overview | Change;
    if (event === 'snapshot') {
      this.snapshots++;
      // A snapshot is all there is; alerts and notifications add up.
      for (const known of [this.services, this.incidents, this.silences]) known.clear();
    }
    this.position = told.position;
    put(this.services, told.services, ({ name }) => name);
    put(this.incidents, told.incidents, ({ key }) => key);
    put(this.silences, told.silences, (silence) => silence.id);
    put(this.alerts, told.alerts, ({ alert }) => alert.id);
    put(this.notifications, told.notifications, (notification) => notification.id);
    if ('gone' in told) for (const name of told.gone ?? []) this.services.delete(name);
    if ('incidentsGone' in told) for (const key of told.incidentsGone ?? []) this.incidents.delete(key);
    if ('silencesGone' in told) for (const id of told.silencesGone ?? []) this.silences.delete(id);
    this.channels = told.channels ?? this.channels;
    this.summary = told.summary ?? this.summary;
    this.stats = told.stats ?? this.stats;
  }
}

function put<T>(
  known: Map<string, unknown>,
  told: readonly T[] | undefined,
  nameOf: (thing: T) => string,
): void {
  // Where two have one name, the first one is the latest.
  for (const thing of [...(told ?? [])].reverse()) known.set(nameOf(thing), thing);
}
