import type { Alert, SuppressionReason } from '../domain/alert.js';
import { cleanLine } from '../domain/clean-text.js';
import type { Delivery } from '../domain/delivery.js';
import { formatDuration } from '../domain/duration.js';
import type { EventData, RecordedEvent } from '../domain/events.js';
import { formatTime } from '../domain/format-alert.js';
import type { SilenceRecord } from '../domain/silence.js';
import { describeEvent, describeMatch } from './describe-event.js';
import { type Paint, STATUS_COLOURS } from './paint.js';
import type { ReplayMemory } from './replay-memory.js';
import type { StoryEntry } from './story-page.js';
import { deliveryTrouble } from './tell-story.js';

/** What is shown of one event at most, in UTF-16 units. */
const LONGEST = 1_000;

/** An alert that was raised just now; whether it opens an incident and what holds it back comes next. */
interface JustRaised {
  readonly alert: Alert;
  readonly opens?: boolean;
  readonly held?: string;
}

/** Puts events into words for people. What it says of an event depends on what was before. */
export class ReplayStory {
  readonly #memory: ReplayMemory;
  readonly #paint: Paint;
  readonly #tellsChecks: boolean;
  #raised: JustRaised | undefined;

  /**
   * @param memory what was before each event; whoever drives the story keeps it up to date
   * @param tellsChecks whether each check is told, too
   */
  constructor(memory: ReplayMemory, paint: Paint, tellsChecks: boolean) {
    this.#memory = memory;
    this.#paint = paint;
    this.#tellsChecks = tellsChecks;
  }

  /** What there is to tell now that this event is known; of an alert it is told once the next event is known. */
  hear(event: RecordedEvent): StoryEntry[] {
    const raised = this.#raised;
    if (raised !== undefined && event.type === 'incident.opened' && event.data.alertId === raised.alert.id) {
      this.#raised = { ...raised, opens: true };
      return [];
    }
    if (raised !== undefined && event.type === 'alert.suppressed' && event.data.alertId === raised.alert.id) {
      this.#raised = { ...raised, held: this.#why(raised.alert, event.data.reason, event.at) };
      return this.end();
    }
    const entries = this.end();
    const words = this.#words(event);
    const text = words === undefined ? this.#colouredWords(event) : cleanLine(words, LONGEST);
    if (text !== undefined) entries.push({ at: event.at, text });
    if (event.type === 'alert.raised') this.#raised = { alert: event.data.alert };
    return entries;
  }

  /** What is left to tell. */
  end(): StoryEntry[] {
    if (this.#raised === undefined) return [];
    const { alert, opens = false, held } = this.#raised;
    this.#raised = undefined;
    const { at, key, status, severity, title, message } = alert;
    const resolved = status === 'resolved' ? 'resolved: ' : '';
    const back = held === undefined ? '' : `; held back: ${held}`;
    const told = `alert [${severity.toUpperCase()}] ${resolved}${title}${said(message)}${back}`;
    const texts = opens ? [told, `incident opened: ${key}`] : [told];
    return texts.map((text) => ({ at, text: cleanLine(text, LONGEST) }));
  }

  /** What is coloured; its parts are cleaned before, since that takes colours away. */
  #colouredWords(event: RecordedEvent): string | undefined {
    switch (event.type) {
      case 'status.changed':
        return this.#changed(event.subject, event.data, event.at);
      case 'delivery.failed':
      case 'delivery.abandoned':
      case 'delivery.diverted':
        return this.#undelivered(event.data);
      default:
        return undefined;
    }
  }

  #words(event: RecordedEvent): string | undefined {
    const { at, subject } = event;
    switch (event.type) {
      case 'runtime.started':
        return this.#started(event.data.run, at);
      case 'runtime.stopped': {
        const { running } = this.#memory;
        return `stopped${running === undefined ? '' : ` after ${formatDuration(at - running.since)}`}`;
      }
      case 'service.unregistered':
        return `${subject}: no longer watched`;
      case 'service.paused':
        return `${subject}: paused`;
      case 'service.resumed':
        return `${subject}: resumed`;
      case 'check.completed':
        return this.#tellsChecks ? `${subject}: ${describeEvent(event)}` : undefined;
      case 'flapping.started':
        return `${subject}: flapping, ${describeEvent(event)}`;
      case 'flapping.stopped':
        return `${subject}: no longer flapping, ${describeEvent(event)}`;
      case 'throttle.reset':
        return `throttle reset: ${subject || 'all keys'}`;
      case 'alert.suppressed':
        return `alert ${event.data.alertId} held back: ${event.data.reason}`;
      case 'notification.requested':
        return requested(event.data);
      case 'incident.opened':
        return `incident opened: ${subject}`;
      case 'incident.acknowledged':
        return `incident acknowledged by ${event.data.by}${this.#after(subject, at)}: ${subject}${aside(event.data.note)}`;
      case 'incident.resolved':
        return `incident resolved${this.#after(subject, at)}: ${subject}`;
      case 'silence.created':
        return silenced(event.data);
      case 'silence.ended':
        return this.#unsilenced(subject, event.data.removed, at);
      default:
        return undefined;
    }
  }

  #started(run: string, at: number): string {
    const { running, stoppedAt, heardAt } = this.#memory;
    if (running !== undefined) {
      const last = heardAt === undefined ? '' : `, last heard of at ${formatTime(heardAt)}`;
      return `started as run ${run}; run ${running.run} before it ended without a stop (killed or crashed)${last}`;
    }
    const rest =
      stoppedAt === undefined ? '' : `, ${formatDuration(at - stoppedAt)} after the last one stopped`;
    return `started as run ${run}${rest}`;
  }

  #changed(service: string, { from, to, message }: EventData['status.changed'], at: number): string {
    const since = this.#memory.service(service)?.since;
    const lasted = since === undefined || since === at ? '' : ` after ${formatDuration(at - since)}`;
    const said = message === undefined ? '' : `  ${cleanLine(message, LONGEST)}`;
    return `${cleanLine(service, LONGEST)}: ${from} -> ${this.#paint(STATUS_COLOURS[to], to)}${lasted}${said}`;
  }

  #why(alert: Alert, reason: SuppressionReason, at: number): string {
    switch (reason) {
      case 'severity':
        return 'below the least severity that is told';
      case 'silenced': {
        const silence = this.#memory.silenceOf(alert, at);
        return silence === undefined ? 'silenced' : `silenced by ${silence.by}${aside(silence.reason)}`;
      }
      case 'inhibited': {
        const culprit = alert.service === undefined ? undefined : this.#memory.culpritOf(alert.service);
        return culprit === undefined ? 'inhibited' : `inhibited, ${culprit} is unhealthy`;
      }
      case 'flapping':
        return 'its service is flapping';
      case 'throttled':
        return 'throttled, over the limit of its key; still counted';
      case 'untold':
        return 'over before anybody had been told of it';
    }
  }

  #undelivered(delivery: Delivery): string | undefined {
    const trouble = deliveryTrouble(delivery);
    if (trouble === undefined) return undefined;
    const title = this.#memory.titleOf(delivery.notificationId);
    const channel = this.#paint('red', cleanLine(delivery.channel, LONGEST));
    return `${channel}: ${cleanLine(`${trouble}${aside(title)}`, LONGEST)}`;
  }

  #after(key: string, at: number): string {
    const opened = this.#memory.incidents.get(key);
    return opened === undefined ? '' : ` after ${formatDuration(at - opened)}`;
  }

  #unsilenced(id: string, removed: boolean, at: number): string {
    const silence = this.#memory.silences.list(at).find((known) => known.id === id);
    const how = removed ? 'was removed' : 'is over';
    if (silence === undefined) return `silence ${id} ${how}`;
    if (silence.maintenance !== undefined) return `maintenance of ${silence.maintenance.service} ${how}`;
    return `silence by ${silence.by} ${how}${aside(silence.reason)}`;
  }
}

function requested({ notification, channels, merges }: EventData['notification.requested']): string {
  const { severity, title, reason, count, total } = notification;
  const to = channels.length === 0 ? 'nobody (no channel accepts it)' : channels.join(', ');
  const what = merges === undefined ? `${count} of ${total}` : `in place of ${merges.length} that waited`;
  return `told ${to}: [${severity.toUpperCase()}] ${title} (${reason}, ${what})`;
}

function silenced({ match, from, until, by, reason, maintenance }: SilenceRecord): string {
  const span = `from ${formatTime(from)} until ${formatTime(until)}`;
  return maintenance === undefined
    ? `silence by ${by} ${span}: ${describeMatch(match)}${aside(reason)}`
    : `maintenance of ${maintenance.service} planned ${span}${aside(reason)}`;
}

function said(message: string | undefined): string {
  return message === undefined || message === '' ? '' : `: ${message}`;
}

function aside(text: string | undefined): string {
  return text === undefined || text === '' ? '' : ` (${text})`;
}
