import { Subject } from 'rxjs';
import type { InspectionEvent } from 'xstate';
import type { Alert, AlertReceipt } from '../domain/alert.js';
import {
  type AlertOrigin,
  type CheckCompleted,
  EVENT_VERSION,
  type EventData,
  type EventType,
  type RecordedEvent,
} from '../domain/events.js';
import { flapShare } from '../domain/flap-history.js';
import type { Logger } from '../domain/logger.js';
import type { AlertDraft } from '../domain/raise-alert.js';
import type { Status } from '../domain/service.js';
import {
  flappingAlert,
  serviceAlert,
  serviceFlappingKey,
  serviceHealthKey,
} from '../domain/service-alerts.js';
import type { SilenceRecord } from '../domain/silence.js';
import { IncidentLog } from '../journal/incident-log.js';
import { SilenceBook } from '../journal/silence-book.js';
import type { PipelineItem } from '../pipeline/item.js';
import { alertPipeline, type PipelineRules } from '../pipeline/pipeline.js';
import { acceptedAlert, resolvedAlert } from './graph-alerts.js';
import { type Input, isInput } from './graph-input.js';
import { LogicalClock } from './logical-clock.js';
import { ServiceActors, statusOf, type WatchedService } from './service-actors.js';

export interface GraphRules extends PipelineRules {
  readonly flapping: boolean;
}

export interface GraphOptions {
  readonly logger: Logger;
  readonly inspect?: ((event: InspectionEvent) => void) | undefined;
}

/**
 * Everything Tocsin decides, as one synchronous graph under a logical clock: inputs with their times go in, recorded
 * events come out. It does no I/O and knows no real time, so the same inputs always give the same events: live, in
 * recovery, in a backtest and in tests.
 *
 *     check.completed -> service machine -> status.changed -> alert.raised
 *     alert.raised -> pipeline -> alert.suppressed | notification.requested
 */
export class DecisionGraph {
  readonly #clock = new LogicalClock();
  readonly #rules: GraphRules;
  readonly #logger: Logger;
  readonly #services: ServiceActors;
  readonly #incidents = new IncidentLog();
  readonly #silences = new SilenceBook();
  readonly #alerts = new Subject<Alert>();
  #events: RecordedEvent[] = [];
  #position: number;
  /** Makes ids that no other run gives out. */
  #run = 'run';
  /** While recovering: nothing is decided, only state is filled. */
  #muted = false;
  /** The alert on its way through the pipeline and what the tail said of it. */
  #current: string | undefined;
  #receipt: AlertReceipt | undefined;

  /** @param position that of the last event recorded before */
  constructor(rules: GraphRules, options: GraphOptions, position = 0) {
    this.#rules = rules;
    this.#logger = options.logger;
    this.#position = position;
    this.#services = new ServiceActors({ clock: this.#clock, inspect: options.inspect });
    this.#connect();
  }

  /** When the graph next wants to be moved on. */
  nextDue(): number | undefined {
    return this.#clock.nextDue();
  }

  /** Moves the time on; deadlines that passed are decided at exactly their time. */
  advanceTo(at: number): void {
    this.#clock.advanceTo(at);
  }

  /** How many events wait to be taken. */
  get recorded(): number {
    return this.#events.length;
  }

  /** The events recorded since the last call. */
  takeEvents(): RecordedEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }

  /** Takes in what happened outside, at the current time, and decides what follows. */
  accept(input: Input): void {
    switch (input.type) {
      case 'runtime.started':
        return this.#started(input);
      case 'service.registered':
        return this.#register(input);
      case 'service.unregistered':
        return this.#unregister(input.subject);
      case 'service.paused':
      case 'service.resumed':
        return this.#pause(input);
      case 'check.completed':
        return this.#checked(input.subject, input.data);
      case 'silence.created':
        return this.#silence(input);
    }
    this.#record(input.type, input.subject, input.data);
  }

  /** Raises an alert of the program's. */
  raise(draft: AlertDraft): AlertReceipt {
    return this.#raise(this.#accepted(draft), 'program');
  }

  /** Raises the end of a condition for the program. */
  resolve(key: string): AlertReceipt {
    return this.#raise(this.#resolution(key), 'program');
  }

  /** Records that somebody took a condition on; one that is over meanwhile needs nobody. */
  acknowledge(key: string, data: EventData['incident.acknowledged']): void {
    if (this.#incidents.firing(key) !== undefined) this.#record('incident.acknowledged', key, data);
  }

  /** Ends a silence before its time. */
  endSilence(id: string): void {
    this.#endSilence(id, true);
  }

  /** Takes in a recorded event again. Inputs are decided anew; decisions are not taken over but follow by themselves. */
  replay(event: RecordedEvent): void {
    if (event.type === 'runtime.started') this.resume(event.at);
    else this.advanceTo(event.at);
    if (event.type === 'alert.raised') {
      if (event.data.origin === 'program') this.#raise(event.data.alert, 'program');
    } else if (event.type === 'silence.ended') {
      if (event.data.removed) this.#endSilence(event.subject, true);
    } else if (event.type === 'notification.requested') {
      if (event.data.merges !== undefined) this.#record(event.type, event.subject, event.data);
    } else if (isInput(event)) {
      this.accept(event);
    }
  }

  /**
   * Takes in a recorded event as a fact, to get to where the graph was: what was decided then stands, even if the rules
   * are others now. The stages see the alerts again, muted, to fill their windows.
   */
  recover(event: RecordedEvent): void {
    this.#muted = true;
    if (event.type === 'runtime.started') this.resume(event.at);
    this.advanceTo(event.at);
    this.#position = event.position;
    this.#incidents.apply(event);
    this.#silences.apply(event);
    const { type, subject } = event;
    const service = this.#services.get(subject);
    if (type === 'service.registered') this.#services.add(subject, event.data);
    else if (type === 'service.unregistered') this.#services.remove(subject);
    else if (type === 'alert.raised') this.#alerts.next(event.data.alert);
    else if (type === 'silence.created') this.#timeSilence(event.data);
    else if (service !== undefined) this.#recoverService(service, event);
    this.#muted = false;
  }

  /** Goes on at `at` after a standstill: what became due in the meantime is decided once, when `runtime.started` is in. */
  resume(at: number): void {
    this.#clock.leapTo(at);
  }

  /** The services that are registered. */
  serviceNames(): string[] {
    return this.#services.names();
  }

  /** Records that a channel's backlog was merged into one notification. */
  merge(data: EventData['notification.requested']): void {
    this.#record('notification.requested', data.notification.groupKey, data);
  }

  stop(): void {
    this.#alerts.complete();
    this.#services.stop();
  }

  #recoverService(service: WatchedService, { type, data }: RecordedEvent): void {
    if (type === 'check.completed') {
      this.#services.send(service, data.outcome);
      if (this.#rules.flapping) this.#services.countFlap(service, data.outcome);
    } else if (type === 'status.changed') {
      this.#services.setStatus(service, data.to);
    } else if (type === 'service.paused' || type === 'service.resumed') {
      service.paused = type === 'service.paused';
      this.#services.send(service, service.paused ? 'pause' : 'resume');
    }
  }

  #connect(): void {
    const views = {
      silences: { isSilenced: (alert: Alert) => this.#silences.isSilenced(alert, this.#clock.now()) },
      dependencies: this.#services,
      paused: { isPaused: (service: string) => this.#services.get(service)?.paused === true },
      flapping: { isFlapping: (alert: Alert) => this.#isFlapping(alert) },
      conditions: this.#incidents,
    };
    this.#alerts.pipe(alertPipeline(this.#rules, views, this.#clock)).subscribe({
      next: (item) => this.#decided(item),
      error: (error: unknown) => {
        // A fault in a stage must not end all alerting: begin again with empty windows.
        this.#logger.error({ err: error }, 'the alert pipeline failed and was started again');
        this.#connect();
      },
    });
  }

  /** The tail of the pipeline: notifications on one side, suppressions on the other. */
  #decided(item: PipelineItem): void {
    if (this.#muted) return;
    if (item.type === 'notification') {
      const { notification, channels = [], tells } = item;
      this.#record('notification.requested', notification.groupKey, { notification, channels, tells });
      return;
    }
    const { alert, suppressed, outcome = 'grouped' } = item;
    if (suppressed !== undefined) {
      this.#record('alert.suppressed', alert.key, { alertId: alert.id, key: alert.key, reason: suppressed });
    }
    if (this.#current !== alert.id) return;
    this.#receipt =
      suppressed === undefined
        ? { id: alert.id, outcome }
        : { id: alert.id, outcome: 'suppressed', reason: suppressed };
  }

  #raise(alert: Alert, origin: AlertOrigin): AlertReceipt {
    const { id, key, kind, status } = alert;
    const firing = this.#incidents.firing(key) !== undefined;
    this.#record('alert.raised', key, { alert, origin });
    if (kind === 'condition' && status === 'firing' && !firing)
      this.#record('incident.opened', key, { alertId: id });
    this.#current = id;
    this.#receipt = undefined;
    this.#alerts.next(alert);
    this.#current = undefined;
    const receipt: AlertReceipt = this.#receipt ?? { id, outcome: 'grouped' };
    // What flapping holds back is not over for those who were told that it began.
    const over = status === 'resolved' && receipt.reason !== 'flapping';
    if (over && firing) this.#record('incident.resolved', key, { alertId: id });
    return receipt;
  }

  #accepted(draft: AlertDraft): Alert {
    return acceptedAlert(draft, this.#nextId(), this.#clock.now());
  }

  #resolution(key: string): Alert {
    return resolvedAlert(key, this.#incidents.firing(key), this.#nextId(), this.#clock.now());
  }

  /** The position makes it unique within the journal, the run beyond it. */
  #nextId(): string {
    return `${this.#run}-${(this.#position + 1).toString(36)}`;
  }

  #checked(name: string, result: CheckCompleted): void {
    const service = this.#services.get(name);
    if (service === undefined || service.paused) return;
    this.#record('check.completed', name, result);
    const from = statusOf(service);
    const to = this.#services.send(service, result.outcome);
    const { message } = result;
    if (from !== to) {
      this.#record('status.changed', name, message === undefined ? { from, to } : { from, to, message });
    }
    const settled = this.#rules.flapping && this.#watchFlapping(service, result);
    if (from !== to || settled) this.#tellStatus(service, from, to, message ?? '');
    if (from !== to) this.#release(name);
  }

  /** Follows whether a service flaps; `true` if it just settled. */
  #watchFlapping(service: WatchedService, { outcome }: CheckCompleted): boolean {
    const was = service.flaps.flapping;
    this.#services.countFlap(service, outcome);
    const is = service.flaps.flapping;
    if (was === is) return false;
    const sharePercent = flapShare(service.flaps);
    this.#record(is ? 'flapping.started' : 'flapping.stopped', service.name, { sharePercent });
    if (is) this.#raise(this.#accepted(flappingAlert(service, sharePercent)), 'graph');
    else this.#raise(this.#resolution(serviceFlappingKey(service.name)), 'graph');
    return was;
  }

  #tellStatus(service: WatchedService, from: Status, to: Status, message: string): void {
    const key = serviceHealthKey(service.name);
    if (to === 'degraded' || to === 'unhealthy') {
      this.#raise(this.#accepted(serviceAlert(service, from, to, message)), 'graph');
    } else if (to === 'healthy' && this.#incidents.firing(key) !== undefined) {
      this.#raise({ ...this.#resolution(key), message }, 'graph');
    }
  }

  #started({ type, subject, data }: Input<'runtime.started'>): void {
    this.#run = data.run;
    this.#record(type, subject, data);
    // Only now what became due in the downtime: it is this run that decides it.
    this.#clock.advanceTo(this.#clock.now());
  }

  #register({ type, subject, data }: Input<'service.registered'>): void {
    this.#services.add(subject, data);
    this.#record(type, subject, data);
    // After a restart it may depend on less than before.
    this.#raiseHeld();
  }

  #unregister(name: string): void {
    this.#record('service.unregistered', name, {});
    this.#services.remove(name);
    for (const key of [serviceHealthKey(name), serviceFlappingKey(name)]) {
      if (this.#incidents.firing(key) === undefined) continue;
      this.#raise({ ...this.#resolution(key), message: 'no longer watched' }, 'graph');
    }
    this.#release(name);
  }

  #pause({ type, subject }: Input<'service.paused' | 'service.resumed'>): void {
    const service = this.#services.get(subject);
    const pause = type === 'service.paused';
    if (service === undefined || service.paused === pause) return;
    this.#record(type, subject, {});
    service.paused = pause;
    const from = statusOf(service);
    const to = this.#services.send(service, pause ? 'pause' : 'resume');
    if (from !== to) this.#record('status.changed', subject, { from, to });
    this.#release(subject);
  }

  #silence(input: Input<'silence.created'>): void {
    this.#record(input.type, input.subject, input.data);
    this.#timeSilence(input.data);
  }

  #timeSilence({ id, until }: SilenceRecord): void {
    this.#clock.setTimeout(() => this.#endSilence(id, false), until - this.#clock.now());
  }

  #endSilence(id: string, removed: boolean): void {
    if (this.#muted || !this.#silences.isOpen(id)) return;
    this.#record('silence.ended', id, { removed });
    this.#raiseHeld();
  }

  /** A service's status changed: what it held back in those that depend on it may be raised now. */
  #release(name: string): void {
    if (this.#services.hasDependents(name)) this.#raiseHeld();
  }

  /** Raises again each condition that still fires, was never told, and is held back no more. */
  #raiseHeld(): void {
    for (const { heldBy, alert } of this.#incidents.held()) {
      if (heldBy === 'silenced' && this.#silences.isSilenced(alert, this.#clock.now())) continue;
      if (heldBy === 'inhibited' && this.#services.isInhibited(alert.service ?? '')) continue;
      if (heldBy === 'flapping' && this.#isFlapping(alert)) continue;
      if (alert.service !== undefined && this.#services.get(alert.service)?.paused === true) continue;
      this.#raise({ ...alert, id: this.#nextId(), at: this.#clock.now() }, 'graph');
    }
  }

  #isFlapping({ key, service }: Alert): boolean {
    if (service === undefined || key !== serviceHealthKey(service)) return false;
    return this.#services.get(service)?.flaps.flapping === true;
  }

  #record<T extends EventType>(type: T, subject: string, data: EventData[T]): void {
    const position = ++this.#position;
    const event = {
      position,
      at: this.#clock.now(),
      type,
      version: EVENT_VERSION,
      subject,
      data,
    } as RecordedEvent;
    this.#events.push(event);
    this.#incidents.apply(event);
    this.#silences.apply(event);
  }
}
