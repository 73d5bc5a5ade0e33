import {
  concat,
  defer,
  distinctUntilChanged,
  filter,
  finalize,
  map,
  type Observable,
  of,
  Subject,
  startWith,
} from 'rxjs';
import type { Alert } from '../domain/alert.js';
import type { Delivery } from '../domain/delivery.js';
import type { EventType, RecordedEvent } from '../domain/events.js';
import type { RecentAlertsFilter } from '../domain/monitor.js';
import type { Notification } from '../domain/notification.js';
import {
  type ServiceState,
  type Status,
  type StatusChange,
  type StatusSummary,
  summarize,
} from '../domain/service.js';
import { AlertTally } from '../journal/alert-tally.js';
import { IncidentLog } from '../journal/incident-log.js';
import { KeyTally } from '../journal/key-tally.js';
import { ServiceStates } from '../journal/service-states.js';
import { SilenceBook } from '../journal/silence-book.js';
import type { SnapshotState } from './snapshot-state.js';
import { SystemHistory } from './system-history.js';

/** How many alerts are remembered. */
const MAX_RECENT = 100;

/** What everybody may see: projections of the durable events, and the events as streams. */
export class LiveView {
  readonly services = new ServiceStates();
  readonly incidents = new IncidentLog();
  readonly silences = new SilenceBook();
  readonly tally = new AlertTally();
  readonly keys = new KeyTally();
  readonly history = new SystemHistory(() => this.services.all());

  readonly #events = new Subject<RecordedEvent>();
  readonly #services = new Map<string, Subject<ServiceState>>();
  readonly #summaryChanged = new Subject<void>();
  #recent: Alert[] = [];
  /** The position of the last event taken in, or of what it was restored from. */
  position = 0;
  #ended = false;

  readonly events$ = this.#events.asObservable();
  readonly alerts$: Observable<Alert> = this.#of('alert.raised').pipe(map(({ data }) => data.alert));
  readonly notifications$: Observable<Notification> = this.#of('notification.requested').pipe(
    map(({ data }) => data.notification),
  );
  readonly deliveries$: Observable<Delivery> = this.#events.pipe(
    filter(isDelivery),
    map(({ data }) => data),
  );
  readonly changes$: Observable<StatusChange> = this.#of('status.changed').pipe(
    map(({ subject, at, data }) => ({ service: subject, at, ...data })),
  );
  readonly summary$: Observable<StatusSummary> = defer(() =>
    this.#summaryChanged.pipe(
      startWith(undefined),
      map(() => this.summary()),
    ),
  );

  service$(name: string): Observable<ServiceState> {
    return defer(() => {
      const now = this.services.get(name);
      const later = this.#ended ? of<ServiceState>() : this.#updates(name);
      return now === undefined ? later : concat(of(now), later);
    });
  }

  status$(name: string): Observable<Status> {
    return this.service$(name).pipe(
      map(({ status }) => status),
      distinctUntilChanged(),
    );
  }

  summary(): StatusSummary {
    return summarize(this.services.all());
  }

  recentAlerts({ limit = MAX_RECENT, severity, category }: RecentAlertsFilter = {}): Alert[] {
    const wanted = this.#recent
      .slice(-MAX_RECENT)
      .filter((alert) => severity === undefined || alert.severity === severity)
      .filter((alert) => category === undefined || alert.category === category);
    return limit > 0 ? wanted.slice(-limit) : [];
  }

  /** What it knows, as a snapshot holds it; incidents and silences are those of the decision graph. */
  save(): Pick<SnapshotState, 'states' | 'recent' | 'keys'> {
    const [states, recent] = [[...this.services.all()], this.#recent.slice(-MAX_RECENT)];
    return { states, recent, keys: this.keys.save() };
  }

  restore({
    head,
    states,
    incidents,
    heldKeys: held,
    resolved,
    silences,
    recent,
    keys,
  }: SnapshotState): void {
    this.services.restore(states);
    this.incidents.restore({ firing: incidents, held, resolved });
    this.silences.restore(silences);
    for (const { tally } of head) this.tally.restore(tally);
    this.keys.restore(keys);
    this.#recent = [...recent];
  }

  /** Takes in a fact without telling anybody, as when recovering. */
  absorb(event: RecordedEvent): void {
    this.position = event.position;
    this.history.count(event);
    this.services.apply(event);
    this.incidents.apply(event);
    this.silences.apply(event);
    this.tally.apply(event);
    this.keys.apply(event);
    if (event.type !== 'alert.raised') return;
    this.#recent.push(event.data.alert);
    if (this.#recent.length >= 2 * MAX_RECENT) this.#recent = this.#recent.slice(-MAX_RECENT);
  }

  /** Takes in what followed from one input, the events in `[from, to)`, then tells: observers see all of it together. */
  publish(events: readonly RecordedEvent[], from: number, to: number): void {
    let services: Set<string> | undefined;
    let summaryChanged = false;
    for (let i = from; i < to; i++) {
      const event = events[i];
      if (event === undefined) continue;
      this.absorb(event);
      if (!isServiceEvent(event.type)) continue;
      services ??= new Set();
      services.add(event.subject);
      summaryChanged ||= event.type !== 'check.completed';
    }
    for (let i = from; i < to; i++) {
      const event = events[i];
      if (event !== undefined) this.#events.next(event);
    }
    for (const name of services ?? []) {
      const state = this.services.get(name);
      if (state !== undefined) this.#services.get(name)?.next(state);
    }
    if (summaryChanged) this.#summaryChanged.next();
  }

  /** Ends all streams. */
  end(): void {
    this.#ended = true;
    this.#events.complete();
    this.#summaryChanged.complete();
    for (const updates of this.#services.values()) updates.complete();
    this.#services.clear();
  }

  /** The updates of one service, kept only while somebody listens. */
  #updates(name: string): Observable<ServiceState> {
    return defer(() => {
      const updates = this.#services.get(name) ?? new Subject<ServiceState>();
      this.#services.set(name, updates);
      return updates.pipe(
        finalize(() => {
          if (!updates.observed && this.#services.get(name) === updates) this.#services.delete(name);
        }),
      );
    });
  }

  #of<T extends RecordedEvent['type']>(type: T): Observable<Extract<RecordedEvent, { type: T }>> {
    return this.#events.pipe(
      filter((event): event is Extract<RecordedEvent, { type: T }> => event.type === type),
    );
  }
}

type DeliveryEvent = Extract<RecordedEvent, { type: `delivery.${string}` }>;

function isDelivery(event: RecordedEvent): event is DeliveryEvent {
  return event.type.startsWith('delivery.');
}

function isServiceEvent(type: EventType): boolean {
  switch (type) {
    case 'check.completed':
    case 'status.changed':
    case 'service.registered':
    case 'service.unregistered':
    case 'service.paused':
    case 'service.resumed':
    case 'flapping.started':
    case 'flapping.stopped':
      return true;
    default:
      return false;
  }
}
