import type { Alert, SuppressionReason } from '../domain/alert.js';
import type { RecordedEvent } from '../domain/events.js';
import type { Explanation, ExplanationStep } from '../domain/explanation.js';
import { matchesAlert } from '../domain/matcher.js';
import type { Silence } from '../domain/silence.js';
import { createOutbox } from '../journal/outbox.js';
import { SilenceBook } from '../journal/silence-book.js';

/** The stages that can hold an alert back, in their order, with the reason that each gives. */
const STAGES: readonly (readonly [stage: string, reason: SuppressionReason])[] = [
  ['severity', 'severity'],
  ['silence', 'silenced'],
  ['inhibit', 'inhibited'],
  ['flapping', 'flapping'],
  ['throttle', 'throttled'],
];

/**
 * What happened to one alert or notification: it hears the events of the journal in order, from the one that it begins
 * with, and tells what they were to it.
 */
export class AlertStory {
  readonly #id: string;
  readonly #groupKeyOf: (alert: Alert) => string;
  readonly #silences = new SilenceBook();
  /** What channels still owe of it. */
  readonly #owed = createOutbox();
  readonly #steps: ExplanationStep[] = [];
  /** The notifications whose deliveries belong to the story. */
  readonly #notifications = new Set<string>();
  #of: Explanation['of'] | undefined;
  #alert: Alert | undefined;
  #verdict: 'open' | 'counted' | 'held' | 'told' | 'over' = 'open';

  /** @param groupKeyOf how the pipeline names an alert's group */
  constructor(id: string, groupKeyOf: (alert: Alert) => string) {
    this.#id = id;
    this.#groupKeyOf = groupKeyOf;
  }

  /** Whether it has to hear of the silences before this event to know what it says. */
  asksForSilences({ type, data }: RecordedEvent): boolean {
    return type === 'alert.suppressed' && data.alertId === this.#id && data.reason === 'silenced';
  }

  /** Whether nothing that matters can come any more, from this event on. */
  isOverBefore({ type }: RecordedEvent): boolean {
    if (this.#of === undefined || this.#owed.channels().length > 0) return false;
    if (this.#of === 'alert' && this.#verdict !== 'told' && this.#verdict !== 'over') return false;
    // Others may belong to the decision that the last one was part of.
    return type === 'alert.raised' || type.startsWith('delivery.');
  }

  hear(event: RecordedEvent): void {
    this.#silences.apply(event);
    switch (event.type) {
      case 'alert.raised':
        this.#raised(event, event.data.alert);
        break;
      case 'alert.suppressed':
        if (event.data.alertId === this.#id) this.#suppressed(event, event.data.reason);
        break;
      case 'notification.requested':
        this.#requested(event);
        break;
      case 'delivery.failed':
      case 'delivery.succeeded':
      case 'delivery.abandoned':
      case 'delivery.diverted':
        if (!this.#notifications.has(event.data.notificationId)) break;
        this.#owed.apply(event);
        this.#step(event, deliveryStep(event));
        break;
      case 'incident.opened':
      case 'incident.resolved':
        if (event.data.alertId === this.#id) {
          this.#step(event, event.type === 'incident.opened' ? 'opened an incident' : 'ended its incident');
        }
        if (event.type === 'incident.resolved' && event.subject === this.#alert?.key) this.#conditionOver();
    }
  }

  tell(): Explanation | undefined {
    if (this.#of === undefined) return undefined;
    const steps = [...this.#steps];
    const last = steps.at(-1);
    if (this.#of === 'alert' && this.#verdict === 'open' && last !== undefined) {
      steps.push({ ...last, what: 'passed all stages and is counted in its group, to be told of later' });
    }
    return { id: this.#id, of: this.#of, steps };
  }

  #raised(event: RecordedEvent<'alert.raised'>, alert: Alert): void {
    if (alert.id === this.#id) {
      this.#of = 'alert';
      this.#alert = alert;
      const by = event.data.origin === 'program' ? 'the program' : 'Tocsin';
      const what = alert.status === 'resolved' ? 'resolved' : 'raised';
      this.#step(event, `${what} by ${by}: ${alert.title} (${alert.severity}, key ${alert.key})`);
    } else if (this.#verdict === 'held' && alert.key === this.#alert?.key && alert.status === 'firing') {
      this.#step(event, `raised again as ${alert.id}`);
      this.#verdict = 'told';
    }
  }

  #suppressed(event: RecordedEvent, reason: SuppressionReason): void {
    const stage = STAGES.findIndex(([, given]) => given === reason);
    const passed = STAGES.slice(0, Math.max(0, stage)).map(([name]) => name);
    const prefix = passed.length === 0 ? '' : `passed ${passed.join(', ')}; `;
    if (reason === 'throttled') {
      this.#verdict = 'counted';
      this.#step(
        event,
        `${prefix}held back by throttle: over the limit of its key; still counted in its group`,
      );
      return;
    }
    const mayBeRaisedAgain =
      reason !== 'severity' && reason !== 'untold' && this.#alert?.kind === 'condition';
    this.#verdict = mayBeRaisedAgain ? 'held' : 'over';
    this.#step(event, `${prefix}${this.#why(event, reason)}`);
  }

  /** What was held back until then is not raised again. */
  #conditionOver(): void {
    if (this.#verdict === 'held') this.#verdict = 'over';
  }

  #why(event: RecordedEvent, reason: SuppressionReason): string {
    switch (reason) {
      case 'severity':
        return 'held back by severity: below the least severity that is told';
      case 'silenced':
        return `held back by silence: ${silenceNote(this.#silenceOf(event))}`;
      case 'inhibited':
        return 'held back by inhibit: a service that it depends on is unhealthy';
      case 'flapping':
        return 'held back by flapping: its service changes its mind too often';
      default:
        return 'not told: its condition was over before anybody had been told of it';
    }
  }

  #silenceOf({ at }: RecordedEvent): Silence | undefined {
    const alert = this.#alert;
    if (alert === undefined) return undefined;
    return this.#silences
      .list(at)
      .find(({ status, match }) => status === 'active' && matchesAlert(match, alert));
  }

  #requested(event: RecordedEvent<'notification.requested'>): void {
    const { notification, channels, merges = [] } = event.data;
    const to = channels.length === 0 ? 'no channel, since none accepts it' : channels.join(', ');
    if (notification.id === this.#id) {
      this.#of = 'notification';
      const ids = notification.alerts.map(({ id }) => id);
      const told = `${notification.count} of ${notification.total}`;
      this.#follow(
        event,
        `requested as ${notification.reason} (${told} alerts, among them ${ids.join(', ')}) for ${to}`,
      );
    } else if (merges.some((merged) => this.#notifications.has(merged))) {
      this.#follow(event, `merged with the backlog of ${to} into notification ${notification.id}`);
    } else if (this.#accountsFor(notification)) {
      if (this.#verdict === 'open') {
        const stages = STAGES.map(([name]) => name).join(', ');
        this.#step(
          event,
          this.#alert?.status === 'resolved' ? 'its condition had been told' : `passed ${stages}`,
        );
      }
      this.#verdict = 'told';
      const { id, reason, count, total } = notification;
      this.#follow(event, `accounted for by notification ${id} (${reason}, ${count} of ${total}) for ${to}`);
    }
  }

  /** Whether a notification is the first of the alert's group since it was raised. */
  #accountsFor({
    groupKey,
    reason,
    alerts,
    count,
  }: RecordedEvent<'notification.requested'>['data']['notification']): boolean {
    const alert = this.#alert;
    if (alert === undefined || (this.#verdict !== 'open' && this.#verdict !== 'counted')) return false;
    if (alerts.some(({ id }) => id === this.#id) && reason !== 'reminder') return true;
    return count > 0 && alert.status === 'firing' && groupKey === this.#groupKeyOf(alert);
  }

  #follow(event: RecordedEvent<'notification.requested'>, what: string): void {
    this.#notifications.add(event.data.notification.id);
    this.#owed.apply(event);
    this.#step(event, what);
  }

  #step({ at, position, type }: RecordedEvent, what: string): void {
    this.#steps.push({ at, position, type, what });
  }
}

function silenceNote(silence: Silence | undefined): string {
  if (silence === undefined) return 'a silence was in force';
  const { id, by, reason } = silence;
  return `silence ${id} by ${by}${reason === undefined ? '' : ` (${reason})`} was in force`;
}

function deliveryStep(
  event: RecordedEvent<'delivery.failed' | 'delivery.succeeded' | 'delivery.abandoned' | 'delivery.diverted'>,
): string {
  const { channel, attempt, error, retryAt, handedTo = [] } = event.data;
  const why = error === undefined ? '' : `: ${error.message}`;
  const fallback =
    handedTo.length === 0 ? 'with nobody to fall back to' : `and handed to ${handedTo.join(', ')}`;
  switch (event.type) {
    case 'delivery.succeeded':
      return `delivered by ${channel} at attempt ${attempt}`;
    case 'delivery.failed': {
      const again = retryAt === undefined ? '' : `; to be tried again at ${new Date(retryAt).toISOString()}`;
      return `attempt ${attempt} on ${channel} failed${why}${again}`;
    }
    case 'delivery.abandoned':
      return `given up on ${channel} ${fallback}${why}`;
    case 'delivery.diverted':
      return `${channel} is not sending now: waits for it, ${fallback}`;
  }
}
