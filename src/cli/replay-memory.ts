import type { Alert } from '../domain/alert.js';
import type { EventType, RecordedEvent } from '../domain/events.js';
import { matchesAlert } from '../domain/matcher.js';
import type { Status } from '../domain/service.js';
import type { Silence } from '../domain/silence.js';
import { SilenceBook } from '../journal/silence-book.js';

/** What a service was when last heard of. */
interface KnownService {
  readonly status: Status;
  /** When it took that status, or came under watch. */
  readonly since: number;
  readonly dependsOn: readonly string[];
  readonly paused: boolean;
}

/** A run of a monitor that has not said that it stopped. */
interface KnownRun {
  readonly run: string;
  readonly since: number;
}

/** So many notifications are remembered for what becomes of them. */
const MOST_NOTIFICATIONS = 10_000;

/** The events of these types, from before a span, say how things stood when it began. */
export const REMEMBERED_TYPES: readonly EventType[] = [
  'runtime.started',
  'runtime.stopped',
  'service.registered',
  'service.unregistered',
  'service.paused',
  'service.resumed',
  'status.changed',
  'incident.opened',
  'incident.resolved',
  'silence.created',
  'silence.ended',
];

/** What a story must know of the past: as much as there are services, open incidents and silences, however long it is. */
export class ReplayMemory {
  readonly silences = new SilenceBook();
  readonly #services = new Map<string, KnownService>();
  readonly #incidents = new Map<string, number>();
  readonly #titles = new Map<string, string>();
  #running: KnownRun | undefined;
  #stoppedAt: number | undefined;
  #heardAt: number | undefined;

  /** The run that began and did not stop. */
  get running(): KnownRun | undefined {
    return this.#running;
  }

  /** When the last run stopped, if none is running. */
  get stoppedAt(): number | undefined {
    return this.#stoppedAt;
  }

  /** When the last event of the span was. */
  get heardAt(): number | undefined {
    return this.#heardAt;
  }

  /** When each condition that fires began, by key. */
  get incidents(): ReadonlyMap<string, number> {
    return this.#incidents;
  }

  service(name: string): KnownService | undefined {
    return this.#services.get(name);
  }

  /** The title of a notification, if it is remembered. */
  titleOf(notificationId: string): string | undefined {
    return this.#titles.get(notificationId);
  }

  /** Takes in an event of the span. */
  apply(event: RecordedEvent): void {
    this.recall(event);
    this.#heardAt = event.at;
  }

  /** Takes in an event from before the span, of one of {@link REMEMBERED_TYPES}. */
  recall(event: RecordedEvent): void {
    const { at, subject } = event;
    this.silences.apply(event);
    switch (event.type) {
      case 'runtime.started':
        this.#running = { run: event.data.run, since: at };
        this.#stoppedAt = undefined;
        break;
      case 'runtime.stopped':
        this.#running = undefined;
        this.#stoppedAt = at;
        break;
      case 'service.registered':
        this.#update(subject, at, { dependsOn: event.data.dependsOn });
        break;
      case 'service.unregistered':
        this.#services.delete(subject);
        break;
      case 'service.paused':
      case 'service.resumed':
        this.#update(subject, at, { paused: event.type === 'service.paused' });
        break;
      case 'status.changed':
        this.#update(subject, at, { status: event.data.to, since: at });
        break;
      case 'notification.requested':
        this.#remember(event.data.notification);
        break;
      case 'incident.opened':
        this.#incidents.set(subject, at);
        break;
      case 'incident.resolved':
        this.#incidents.delete(subject);
        break;
    }
  }

  /** The silence that holds an alert back. */
  silenceOf(alert: Alert, at: number): Silence | undefined {
    return this.silences
      .list(at)
      .find(({ status, match }) => status === 'active' && matchesAlert(match, alert));
  }

  /** The unhealthy service because of which this one is inhibited. */
  culpritOf(name: string, below: readonly string[] = []): string | undefined {
    if (below.includes(name)) return undefined;
    for (const parentName of this.#services.get(name)?.dependsOn ?? []) {
      const parent = this.#services.get(parentName);
      if (parent === undefined || parent.paused || parent.status === 'healthy') continue;
      if (parent.status === 'unhealthy') return parentName;
      const culprit = this.culpritOf(parentName, [...below, name]);
      if (culprit !== undefined) return culprit;
    }
    return undefined;
  }

  #update(name: string, at: number, change: Partial<KnownService>): void {
    const known = this.#services.get(name);
    const fresh = { status: 'unknown', since: at, dependsOn: [], paused: false } as const;
    this.#services.set(name, { ...(known ?? fresh), ...change });
  }

  #remember({ id, title }: { readonly id: string; readonly title: string }): void {
    this.#titles.set(id, title);
    const [oldest] = this.#titles.keys();
    if (this.#titles.size > MOST_NOTIFICATIONS && oldest !== undefined) this.#titles.delete(oldest);
  }
}
