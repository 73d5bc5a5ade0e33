import type { InspectionEvent } from 'xstate';
import type { AlertReceipt } from '../domain/alert.js';
import type { EventData, RecordedEvent } from '../domain/events.js';
import type { Logger } from '../domain/logger.js';
import type { AlertDraft } from '../domain/raise-alert.js';
import type { SavedIncidents } from '../journal/incident-log.js';
import type { SavedSilence } from '../journal/silence-book.js';
import { AlertFlow } from './alert-flow.js';
import { type Input, isDecision, isInput } from './graph-input.js';
import { type GraphRules, pastRules } from './graph-rules.js';
import { Recorder } from './recorder.js';
import { type SavedService, ServiceActors } from './service-actors.js';
import { ServiceFlow } from './service-flow.js';
import { type SavedMaintenance, SilenceFlow } from './silence-flow.js';

export type { GraphRules };

export interface GraphOptions {
  readonly logger: Logger;
  readonly inspect?: ((event: InspectionEvent) => void) | undefined;
}

/** What a graph knows, as a snapshot holds it. */
export interface SavedGraph {
  /** The time inside, epoch milliseconds. */
  readonly now: number;
  readonly services: readonly SavedService[];
  readonly incidents: SavedIncidents;
  readonly silences: readonly SavedSilence[];
  readonly maintenance: readonly SavedMaintenance[];
  /** The state of the pipeline's stages by their names. */
  readonly stages: Readonly<Record<string, object>>;
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
  #rules: GraphRules;
  readonly #recorder: Recorder;
  readonly #actors: ServiceActors;
  readonly #alerts: AlertFlow;
  readonly #silences: SilenceFlow;
  readonly #services: ServiceFlow;
  /** Whether what became due in a downtime is still being recovered. */
  #catchingUp = false;

  /**
   * @param position that of the last event recorded before
   * @param saved what the graph knew at that position
   * @throws {@link TocsinError} `ERR_SNAPSHOT` if what was saved does not fit
   */
  constructor(rules: GraphRules, { logger, inspect }: GraphOptions, position = 0, saved?: SavedGraph) {
    this.#rules = rules;
    const recorder = new Recorder(position);
    if (saved !== undefined) {
      recorder.clock.leapTo(saved.now);
      recorder.incidents.restore(saved.incidents);
      recorder.silences.restore(saved.silences);
    }
    const actors = new ServiceActors({ clock: recorder.clock, inspect });
    actors.restore(saved?.services ?? []);
    const alerts = new AlertFlow(rules, recorder, actors, logger, saved?.stages);
    const silences = new SilenceFlow(recorder, () => alerts.raiseHeld());
    silences.restore(saved?.maintenance ?? []);
    this.#recorder = recorder;
    this.#actors = actors;
    this.#alerts = alerts;
    this.#silences = silences;
    this.#services = new ServiceFlow(rules.flapping, recorder, actors, alerts, silences);
  }

  /** All that it knows now. What it gives does not change any more when the graph goes on. */
  save(): SavedGraph {
    this.#catchUp();
    const { clock, incidents, silences } = this.#recorder;
    return {
      now: clock.now(),
      services: this.#actors.save(),
      incidents: incidents.save(),
      silences: silences.save(),
      maintenance: this.#silences.save(),
      stages: this.#alerts.save(),
    };
  }

  /** The time inside, epoch milliseconds. */
  now(): number {
    return this.#recorder.clock.now();
  }

  /** The position of the last event. */
  get position(): number {
    return this.#recorder.position;
  }

  /** When the graph next wants to be moved on. */
  nextDue(): number | undefined {
    this.#catchUp();
    return this.#recorder.clock.nextDue();
  }

  /** Moves the time on; deadlines that passed are decided at exactly their time. */
  advanceTo(at: number): void {
    this.#catchUp();
    this.#recorder.clock.advanceTo(at);
  }

  /** Goes on at `at` after a standstill: what became due in the meantime is decided once, when `runtime.started` is in. */
  resume(at: number): void {
    this.#catchUp();
    this.#recorder.clock.leapTo(at);
  }

  /** How many events wait to be taken. */
  get recorded(): number {
    return this.#recorder.recorded;
  }

  /** The events recorded since the last call. */
  takeEvents(): RecordedEvent[] {
    return this.#recorder.take();
  }

  /** The services that are registered. */
  serviceNames(): string[] {
    return this.#actors.names();
  }

  /** Takes in what happened outside, at the current time, and decides what follows. */
  accept(input: Input): void {
    this.#catchUp();
    switch (input.type) {
      case 'runtime.started':
        return this.#started(input);
      case 'service.registered':
        return this.#services.register(input);
      case 'service.unregistered':
        return this.#services.unregister(input.subject);
      case 'service.paused':
      case 'service.resumed':
        return this.#services.pause(input);
      case 'check.completed':
        return this.#services.checked(input.subject, input.data);
      case 'silence.created':
        return this.#silences.begin(input.data);
      case 'throttle.reset':
        this.#alerts.resetThrottle(input.subject);
        break;
    }
    this.#recorder.record(input.type, input.subject, input.data);
  }

  /** Raises an alert of the program's. */
  raise(draft: AlertDraft): AlertReceipt {
    return this.#alerts.raise(draft, 'program');
  }

  /** Raises the end of a condition for the program. */
  resolve(key: string): AlertReceipt {
    return this.#alerts.resolve(key, 'program');
  }

  /** Whether a condition of that key fires. */
  isFiring(key: string): boolean {
    return this.#alerts.isFiring(key);
  }

  /** Records that somebody took a condition on; one that is over meanwhile needs nobody. */
  acknowledge(key: string, data: EventData['incident.acknowledged']): void {
    if (this.#alerts.isFiring(key)) this.#recorder.record('incident.acknowledged', key, data);
  }

  /** Goes on under other rules. What was decided stands, and what is open keeps its deadlines. */
  changeRules(rules: GraphRules, data: EventData['runtime.reconfigured']): void {
    this.#rules = rules;
    this.#recorder.record('runtime.reconfigured', '', data);
    this.#alerts.changeRules(rules);
    this.#services.watchFlapping(rules.flapping);
  }

  /** Ends a silence before its time. */
  endSilence(id: string): void {
    this.#silences.end(id, true);
  }

  /** Records that a channel's backlog was merged into one notification. */
  merge(data: EventData['notification.requested']): void {
    this.#recorder.record('notification.requested', data.notification.groupKey, data);
  }

  /** Takes in a recorded event again. Inputs are decided anew; decisions are not taken over but follow by themselves. */
  replay(event: RecordedEvent): void {
    if (event.type === 'runtime.started') this.resume(event.at);
    else this.advanceTo(event.at);
    if (event.type === 'alert.raised') {
      if (event.data.origin === 'program') this.#alerts.send(event.data.alert, 'program');
    } else if (event.type === 'silence.ended') {
      if (event.data.removed) this.endSilence(event.subject);
    } else if (event.type === 'notification.requested') {
      if (event.data.merges !== undefined) this.merge(event.data);
    } else if (event.type === 'runtime.reconfigured') {
      this.changeRules(pastRules(event.data.rules, this.#rules), event.data);
    } else if (event.type === 'silence.created' && event.data.maintenance !== undefined) {
      return;
    } else if (isInput(event)) {
      this.accept(event);
    }
  }

  /**
   * Takes in a recorded event as a fact, to get to where the graph was: what was decided then stands, even if the rules
   * are others now. The stages see the alerts again, muted, to fill their windows.
   */
  recover(event: RecordedEvent): void {
    this.#recorder.muted = true;
    this.#recoverTime(event);
    this.#recorder.recover(event);
    this.#silences.recover(event);
    if (event.type === 'alert.raised') this.#alerts.recover(event.data.alert);
    else if (event.type === 'throttle.reset') this.#alerts.resetThrottle(event.subject);
    else this.#services.recover(event);
    this.#recorder.muted = false;
  }

  /**
   * Brings the time to that of a recorded event. What became due in a downtime was decided at its end, in the order in which
   * it was due; where the end of a silence raised alerts, what was due later was decided after those.
   */
  #recoverTime(event: RecordedEvent): void {
    const { clock, silences } = this.#recorder;
    if (this.#catchingUp && event.at === clock.now() && isDecision(event)) {
      if (event.type === 'silence.ended') clock.advanceTo(silences.get(event.subject)?.until ?? event.at);
      return;
    }
    this.#catchUp();
    if (event.type === 'runtime.started') {
      clock.leapTo(event.at);
      this.#catchingUp = true;
    } else {
      clock.advanceTo(event.at);
    }
  }

  /** What was due in a downtime that is recovered is over. */
  #catchUp(): void {
    if (!this.#catchingUp) return;
    const { clock, muted } = this.#recorder;
    this.#catchingUp = false;
    this.#recorder.muted = true;
    clock.advanceTo(clock.now());
    this.#recorder.muted = muted;
  }

  stop(): void {
    this.#alerts.stop();
    this.#actors.stop();
  }

  #started({ type, subject, data }: Input<'runtime.started'>): void {
    this.#recorder.run = data.run;
    this.#recorder.record(type, subject, data);
    // Only now what became due in the downtime: it is this run that decides it.
    this.#recorder.clock.advanceTo(this.#recorder.clock.now());
  }
}
