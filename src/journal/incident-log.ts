import { nextIncidentStatus } from '../../machines/incident.js';
import type { Alert, SuppressionReason } from '../domain/alert.js';
import type { RecordedEvent } from '../domain/events.js';
import type { Acknowledgement, Incident } from '../domain/incident.js';
import type { Notification } from '../domain/notification.js';
import { compareSeverity, higherSeverity, type Severity } from '../domain/severity.js';

/** How many conditions that are over are remembered. */
const MAX_RESOLVED = 100;

/** Reasons that go away by themselves; what they held back and still fires is raised then. */
const PASSING_REASONS: ReadonlySet<SuppressionReason> = new Set<SuppressionReason>([
  'silenced',
  'inhibited',
  'flapping',
]);

/** What an {@link IncidentLog} knows, as a snapshot holds it. */
export interface SavedIncidents {
  /** In the order in which they began. */
  readonly firing: readonly Incident[];
  /** The keys of those held back, in the order in which they are to be told. */
  readonly held: readonly string[];
  readonly resolved: readonly Incident[];
}

/** The conditions, folded from the journal. */
export class IncidentLog {
  readonly #firing = new Map<string, Incident>();
  readonly #held = new Set<string>();
  #resolved: Incident[] = [];

  save(): SavedIncidents {
    return { firing: [...this.#firing.values()], held: [...this.#held], resolved: [...this.#resolved] };
  }

  restore({ firing, held, resolved }: SavedIncidents): void {
    for (const incident of firing) this.#firing.set(incident.key, incident);
    for (const key of held) this.#held.add(key);
    this.#resolved = [...resolved];
  }

  apply(event: RecordedEvent): void {
    switch (event.type) {
      case 'alert.raised':
        if (event.data.alert.kind === 'condition') this.#raised(event.data.alert);
        break;
      case 'alert.suppressed':
        this.#suppressed(event.subject, event.data.alertId, event.data.reason);
        break;
      case 'notification.requested':
        for (const key of event.data.tells) this.#told(key, event.data.notification);
        break;
      case 'incident.acknowledged':
        this.acknowledge(event.subject, { ...event.data, at: event.at });
        break;
      case 'incident.resolved':
        this.#resolve(event.subject, event.at);
        break;
    }
  }

  /** The condition of that key if it fires, acknowledged or not. */
  firing(key: string): Incident | undefined {
    return this.#firing.get(key);
  }

  /** The condition of that key: the one that fires, else the last one that is over. */
  get(key: string): Incident | undefined {
    return this.#firing.get(key) ?? this.#resolved.findLast((incident) => incident.key === key);
  }

  /** Those that fire and were held back for a reason that will pass. */
  held(): Incident[] {
    const held: Incident[] = [];
    for (const key of this.#held) {
      const incident = this.#firing.get(key);
      if (incident !== undefined) held.push(incident);
    }
    return held;
  }

  /** Those that fire, then those lately resolved; each newest first. */
  list(): Incident[] {
    return [...[...this.#firing.values()].reverse(), ...[...this.#resolved].reverse()];
  }

  /** Marks a condition that fires; also before that is recorded, so that it shows at once. */
  acknowledge(key: string, acknowledgement: Acknowledgement): Incident | undefined {
    const incident = this.#firing.get(key);
    if (incident === undefined) return undefined;
    const status = nextIncidentStatus(incident.status, 'acknowledge');
    const acknowledged: Incident = { ...incident, status, acknowledgement };
    this.#firing.set(key, acknowledged);
    return acknowledged;
  }

  #raised(alert: Alert): void {
    if (alert.status === 'resolved') return;
    const { key } = alert;
    const known = this.#firing.get(key);
    if (known !== undefined) {
      // What held back the one before no longer matters; this one gets a verdict of its own.
      const { heldBy: _, ...rest } = known;
      this.#firing.set(key, { ...rest, alert, count: known.count + 1 });
      this.#held.delete(key);
      return;
    }
    this.#firing.set(key, {
      key,
      status: 'firing',
      openedAt: alert.at,
      told: false,
      groupKey: key,
      count: 1,
      alert,
    });
  }

  #suppressed(key: string, alertId: string, reason: SuppressionReason): void {
    const incident = this.#firing.get(key);
    if (incident === undefined || incident.alert.id !== alertId || !PASSING_REASONS.has(reason)) return;
    const { toldSeverity, alert } = incident;
    // What was told already need not be told again, unless it got worse.
    if (toldSeverity !== undefined && compareSeverity(alert.severity, toldSeverity) <= 0) return;
    this.#firing.set(key, { ...incident, heldBy: reason });
    this.#held.add(key);
  }

  #told(key: string, notification: Notification): void {
    const incident = this.#firing.get(key);
    if (incident === undefined) return;
    const { heldBy, ...rest } = incident;
    const { groupKey } = notification;
    const toldSeverity = higherSeverity(incident.toldSeverity ?? 'debug', severityOf(key, notification));
    // A digest may tell of milder alerts while a worse one is held back.
    const stillHeld = heldBy !== undefined && compareSeverity(incident.alert.severity, toldSeverity) > 0;
    this.#firing.set(key, {
      ...rest,
      told: true,
      toldSeverity,
      groupKey,
      ...(stillHeld ? { heldBy } : {}),
    });
    if (!stillHeld) this.#held.delete(key);
  }

  #resolve(key: string, at: number): void {
    const incident = this.#firing.get(key);
    if (incident === undefined) return;
    const { heldBy: _, ...rest } = incident;
    this.#firing.delete(key);
    this.#held.delete(key);
    this.#resolved.push({ ...rest, status: nextIncidentStatus(rest.status, 'resolve'), resolvedAt: at });
    if (this.#resolved.length >= 2 * MAX_RESOLVED) this.#resolved = this.#resolved.slice(-MAX_RESOLVED);
  }
}

/** How severe a notification tells that condition to be. */
function severityOf(key: string, { alerts, severity }: Notification): Severity {
  const own = alerts.filter((alert) => alert.key === key && alert.status === 'firing');
  const [first, ...others] = own.map((alert) => alert.severity);
  return first === undefined ? severity : others.reduce(higherSeverity, first);
}
