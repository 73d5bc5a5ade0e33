import type { RecordedEvent } from '../domain/events.js';
import { silentLogger } from '../domain/logger.js';
import type { SilenceRecord } from '../domain/silence.js';
import { adaptEvent, registrationOf, type WatchedServices } from './adapt-event.js';
import { DecisionGraph, type GraphRules } from './decision-graph.js';

export interface SimulationOptions {
  readonly rules: GraphRules;
  readonly services: WatchedServices;
  /** The position of the last event that is known of no more. */
  readonly position: number;
  /** Told of every event that would have been recorded. */
  readonly onEvent: (event: RecordedEvent) => void;
}

/**
 * What would have been recorded had a journal's inputs come in under other rules. Decisions of the journal are left
 * out: they follow anew. Nothing is sent.
 */
export class Simulation {
  readonly #graph: DecisionGraph;
  readonly #options: SimulationOptions;
  readonly #registered = new Set<string>();
  /** The spans of the recorded maintenance silences, by id, and the ids of those that stand for them here. */
  readonly #recordedSpans = new Map<string, string>();
  readonly #silenceOf = new Map<string, string>();
  #run = 'run';

  constructor(options: SimulationOptions) {
    this.#options = options;
    this.#graph = new DecisionGraph(options.rules, { logger: silentLogger }, options.position);
  }

  /**
   * Takes in an event of the time of which the journal does not hold everything any more: what was decided stands,
   * as when a monitor is started on it.
   */
  recover(recorded: RecordedEvent): void {
    const event = this.#adapted(recorded);
    if (event === undefined) return;
    if (event.type === 'check.completed' && this.#isNew(event.subject)) {
      const data = this.#registration(event.subject);
      if (data !== undefined) this.#graph.recover({ ...event, type: 'service.registered', data });
    }
    this.#graph.recover(event);
    if (event.type === 'silence.created') this.#keepSpan(event.data);
  }

  /** Ends the recovery: from here on everything is decided anew, under the new rules. */
  begin(): void {
    const { services } = this.#options;
    this.#graph.accept({ type: 'runtime.started', subject: '', data: { run: this.#run } });
    for (const name of services === undefined ? [] : this.#graph.serviceNames()) this.#register(name);
    // What the change of rules gives cause to say is not what is asked.
    for (const event of this.#graph.takeEvents()) this.#hear(event);
  }

  /** Decides an event that came from outside anew. */
  replay(recorded: RecordedEvent): void {
    const event = this.#adapted(recorded);
    // The rules here are those that are tried out, whatever they were changed to.
    if (event === undefined || event.type === 'runtime.reconfigured') return;
    const graph = this.#graph;
    if (event.type === 'alert.raised' && event.data.origin === 'program') {
      graph.advanceTo(event.at);
      // The end of a condition has the words of what fires here.
      if (event.data.alert.status === 'resolved') graph.resolve(event.subject);
      else graph.replay(event);
    } else if (event.type === 'incident.acknowledged') {
      graph.advanceTo(event.at);
      graph.acknowledge(event.subject, event.data);
    } else if (event.type === 'silence.ended') {
      graph.advanceTo(event.at);
      const id = this.#silenceFor(event.subject);
      if (event.data.removed && id !== undefined) graph.endSilence(id);
    } else {
      if (event.type === 'check.completed' && this.#isNew(event.subject)) {
        graph.advanceTo(event.at);
        this.#register(event.subject);
      }
      graph.replay(event);
    }
    this.#tell();
  }

  /** Lets the time pass up to `at`, without anything from outside. */
  advanceTo(at: number): void {
    this.#graph.advanceTo(at);
    this.#tell();
  }

  stop(): void {
    this.#graph.stop();
  }

  /** What would have been recorded instead, if anything; keeps in mind who is registered. */
  #adapted(recorded: RecordedEvent): RecordedEvent | undefined {
    const event = adaptEvent(recorded, this.#options.services);
    if (event === undefined) return undefined;
    if (event.type === 'runtime.started') this.#run = event.data.run;
    else if (event.type === 'service.registered') this.#registered.add(event.subject);
    else if (event.type === 'service.unregistered') this.#registered.delete(event.subject);
    else if (event.type === 'silence.created' && event.data.maintenance !== undefined)
      this.#recordedSpans.set(event.data.id, spanOf(event.data));
    return event;
  }

  #tell(): void {
    for (const event of this.#graph.takeEvents()) {
      this.#hear(event);
      this.#options.onEvent(event);
    }
  }

  #hear(event: RecordedEvent): void {
    if (event.type === 'silence.created') this.#keepSpan(event.data);
  }

  /** Whether a service is checked of whose registration the journal knows no more. */
  #isNew(name: string): boolean {
    if (this.#options.services === undefined || this.#registered.has(name)) return false;
    this.#registered.add(name);
    return true;
  }

  #register(name: string): void {
    const data = this.#registration(name);
    if (data !== undefined) this.#graph.accept({ type: 'service.registered', subject: name, data });
  }

  #registration(name: string): ReturnType<typeof registrationOf> | undefined {
    const service = this.#options.services?.get(name);
    return service && registrationOf(service);
  }

  #keepSpan(silence: SilenceRecord): void {
    if (silence.maintenance !== undefined) this.#silenceOf.set(spanOf(silence), silence.id);
  }

  /** Ids differ under other rules; a maintenance silence is known again by its service and its time. */
  #silenceFor(recordedId: string): string | undefined {
    const span = this.#recordedSpans.get(recordedId);
    this.#recordedSpans.delete(recordedId);
    return span === undefined ? recordedId : this.#silenceOf.get(span);
  }
}

function spanOf({ maintenance, from, until }: SilenceRecord): string {
  return `${from} ${until} ${maintenance?.service}`;
}
