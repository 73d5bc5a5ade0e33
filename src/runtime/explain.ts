import type { Alert, SuppressionReason } from '../domain/alert.js';
import type { EventType, RecordedEvent } from '../domain/events.js';
import type { Explanation, ExplanationStep } from '../domain/explanation.js';
import { matchesAlert } from '../domain/matcher.js';
import type { Silence } from '../domain/silence.js';
import type { Journal } from '../journal/journal.js';
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
 * Follows an alert or a notification through the journal: raised, each stage's verdict, the notification that accounts
 * for it, every attempt to deliver that. `undefined` if the journal does not hold it, or holds it no more.
 *
 * Ids are made from positions, so a long journal is read only from where the story begins.
 *
 * @param groupKeyOf how the pipeline names an alert's group
 */
export async function explain(
  id: string,
  journal: Pick<Journal, 'read'>,
  groupKeyOf: (alert: Alert) => string,
): Promise<Explanation | undefined> {
  const begin = positionIn(id);
  if (begin > 1) {
    const story = new Story(id, groupKeyOf);
    for await (const event of journal.read({ types: SILENCES })) {
      if (event.position >= begin) break;
      story.hear(event);
    }
    for await (const event of journal.read({ after: begin - 1, types: TOLD })) story.hear(event);
    const told = story.tell();
    if (told !== undefined) return told;
  }
  const story = new Story(id, groupKeyOf);
  for await (const event of journal.read({ types: TOLD })) story.hear(event);
  return story.tell();
}

const SILENCES: readonly EventType[] = ['silence.created', 'silence.ended'];

/** The types of events that stories are made of. */
const TOLD: readonly EventType[] = [
  ...SILENCES,
  'alert.raised',
  'alert.suppressed',
  'notification.requested',
  'delivery.failed',
  'delivery.succeeded',
  'delivery.abandoned',
  'delivery.diverted',
  'incident.opened',
  'incident.resolved',
];

/** The position in an id, or in that of the alert which a notification's id begins with; 0 if there is none. */
function positionIn(id: string): number {
  const [, position = ''] = id.split('-');
  return /^[0-9a-z]{1,10}$/.test(position) ? Number.parseInt(position, 36) : 0;
}

class Story {
  readonly #id: string;
  readonly #groupKeyOf: (alert: Alert) => string;
  readonly #silences = new SilenceBook();
  readonly #steps: ExplanationStep[] = [];
  /** The notifications whose deliveries belong to the story. */
  readonly #notifications = new Set<string>();
  #of: Explanation['of'] | undefined;
  #alert: Alert | undefined;
  #verdict: 'open' | 'counted' | 'held' | 'told' = 'open';

  constructor(id: string, groupKeyOf: (alert: Alert) => string) {
    this.#id = id;
    this.#groupKeyOf = groupKeyOf;
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
        if (this.#notifications.has(event.data.notificationId)) this.#step(event, deliveryStep(event));
        break;
      case 'incident.opened':
      case 'incident.resolved':
        if (event.data.alertId !== this.#id) break;
        this.#step(event, event.type === 'incident.opened' ? 'opened an incident' : 'ended its incident');
    }
  }

  tell(): Explanation | undefined {
    if (this.#of === undefined) return undefined;
    const last = this.#steps[this.#steps.length - 1];
    if (this.#of === 'alert' && this.#verdict === 'open' && last !== undefined) {
      this.#steps.push({
        ...last,
        what: 'passed all stages and is counted in its group, to be told of later',
      });
    }
    return { id: this.#id, of: this.#of, steps: this.#steps };
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
    this.#verdict = reason === 'severity' || reason === 'untold' ? 'told' : 'held';
    this.#step(event, `${prefix}${this.#why(event, reason)}`);
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
    if (alert === undefined || this.#verdict === 'told' || this.#verdict === 'held') return false;
    if (alerts.some(({ id }) => id === this.#id) && reason !== 'reminder') return true;
    return count > 0 && alert.status === 'firing' && groupKey === this.#groupKeyOf(alert);
  }

  #follow(event: RecordedEvent<'notification.requested'>, what: string): void {
    this.#notifications.add(event.data.notification.id);
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
