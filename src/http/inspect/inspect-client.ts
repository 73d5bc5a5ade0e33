import type { WebSocket } from 'ws';
import type { RecordedEvent } from '../../domain/events.js';
import type { Monitor } from '../../domain/monitor.js';
import {
  actorFrame,
  eventFrame,
  type ShownEvent,
  type ShownSnapshot,
  shownSnapshot,
  snapshotFrame,
} from './inspect-frames.js';

/** So many bytes may wait for a client; one that takes them too slowly is cut off. */
export const MOST_BUFFERED = 1_048_576;
/** A client has nothing to say; one that says more than this many things is cut off. */
const MOST_MESSAGES = 100;
/** WebSocket's code for a client that breaks the rules. */
const POLICY_VIOLATION = 1008;

/** A chosen service as a client sees it. */
interface WatchedActor {
  readonly name: string;
  /** How many actors of that name there were before. */
  readonly earlier: number;
  readonly sessionId: string;
  last: ShownSnapshot;
}

/** One who watches: sends them what happens to the services that they chose. */
export class InspectClient {
  readonly #socket: WebSocket;
  readonly #monitor: Monitor;
  readonly #actors = new Map<string, WatchedActor>();
  #messages = 0;
  #answered = true;

  constructor(socket: WebSocket, monitor: Monitor, names: readonly string[], now: number) {
    this.#socket = socket;
    this.#monitor = monitor;
    // A broken frame is no concern of the host: the library closes the connection by itself.
    socket.on('error', () => {});
    socket.on('pong', () => {
      this.#answered = true;
    });
    socket.on('message', () => {
      if (++this.#messages > MOST_MESSAGES) socket.close(POLICY_VIOLATION, 'there is nothing to say here');
    });
    for (const name of names) this.#begin(name, 0, now);
  }

  /** Tells of an event, if it is about a chosen service. */
  tell({ type, subject, at, data }: RecordedEvent): void {
    const actor = this.#actors.get(subject);
    if (actor === undefined) return;
    switch (type) {
      case 'check.completed':
        return this.#tellChange(actor, at, data.outcome);
      case 'service.paused':
        return this.#tellChange(actor, at, 'pause');
      case 'service.resumed':
        return this.#tellChange(actor, at, 'resume');
      case 'service.registered':
        if (actor.last.status === 'stopped') this.#begin(subject, actor.earlier + 1, at);
        else this.#tellSnapshot(actor, at, 'xstate.init');
        return;
      case 'service.unregistered':
        actor.last = { ...actor.last, status: 'stopped' };
        this.#send(snapshotFrame(actor.sessionId, at, 'xstate.stop', actor.last));
    }
  }

  /** Asks whether it is still there; cuts it off if it did not answer the last time. */
  probe(): void {
    if (!this.#answered) return this.#socket.terminate();
    this.#answered = false;
    this.#messages = 0;
    this.#socket.ping();
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  #begin(name: string, earlier: number, at: number): void {
    const snapshot = this.#snapshotOf(name);
    if (snapshot === undefined) return;
    const sessionId = earlier === 0 ? `service:${name}` : `service:${name}:${earlier + 1}`;
    this.#actors.set(name, { name, earlier, sessionId, last: snapshot });
    this.#send(actorFrame(sessionId, at, name, snapshot));
  }

  #tellChange(actor: WatchedActor, at: number, type: ShownEvent): void {
    if (this.#snapshotOf(actor.name) === undefined) return;
    this.#send(eventFrame(actor.sessionId, at, type));
    this.#tellSnapshot(actor, at, type);
  }

  #tellSnapshot(actor: WatchedActor, at: number, type: ShownEvent): void {
    const snapshot = this.#snapshotOf(actor.name);
    if (snapshot === undefined) return;
    actor.last = snapshot;
    this.#send(snapshotFrame(actor.sessionId, at, type, snapshot));
  }

  #snapshotOf(name: string): ShownSnapshot | undefined {
    const state = this.#monitor.service(name);
    const settings = this.#monitor.serviceSettings(name);
    return state === undefined || settings === undefined ? undefined : shownSnapshot(state, settings);
  }

  #send(frame: string): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    this.#socket.send(frame);
    if (this.#socket.bufferedAmount > MOST_BUFFERED) this.#socket.terminate();
  }
}
