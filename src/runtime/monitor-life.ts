import type { CheckScheduler } from '../checks/check-scheduler.js';
import type { Clock } from '../domain/clock.js';
import type { Logger } from '../domain/logger.js';
import type { MonitorPhase } from '../domain/monitor.js';
import { Patience } from '../domain/patience.js';
import { TocsinError } from '../domain/tocsin-error.js';
import type { ErrorDesk } from '../errors/error-desk.js';
import type { Journal, JournalHead } from '../journal/journal.js';
import type { Commands } from './commands.js';
import type { Committer } from './committer.js';
import type { DecisionGraph } from './decision-graph.js';
import type { guardedInspect } from './guarded-inspect.js';
import type { Heartbeats } from './heartbeats.js';
import { tellJournalTrouble } from './journal-trouble.js';
import type { JournalWriter } from './journal-writer.js';
import { LastWords } from './last-words.js';
import type { LiveView } from './live-view.js';
import type { Measures } from './measures.js';
import { recover } from './recovery.js';
import type { ServiceRegistry } from './service-registry.js';
import type { SettingsInForce } from './settings-in-force.js';
import type { Sinks } from './sinks.js';
import type { Snapshotter } from './snapshotter.js';
import { stoppedError } from './stopped-error.js';

/** How long `stop()` waits for deliveries under way. */
const STOP_GRACE_MS = 5_000;

const MINUTE = 60_000;

/** The parts of a monitor that begin and end with it. */
export interface LivingParts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly newId: () => string;
  readonly inspect: ReturnType<typeof guardedInspect>;
  readonly journal: Journal;
  /** Whether the journal is the monitor's alone and ends with it. */
  readonly isForgetful: boolean;
  readonly settings: () => SettingsInForce;
  readonly view: LiveView;
  readonly writer: JournalWriter;
  readonly snapshotter: Snapshotter;
  readonly committer: Committer;
  readonly sinks: Sinks;
  readonly scheduler: CheckScheduler;
  readonly heartbeats: Heartbeats;
  readonly registry: ServiceRegistry;
  readonly measures: Measures;
  readonly errors: ErrorDesk;
}

/**
 * The life of a monitor: its phases, what becomes of inputs in each of them, and the order in which its parts begin and
 * end.
 */
export class MonitorLife implements Pick<Commands, 'order'> {
  /** All parts know of it, so it is there before them. */
  readonly #parts: () => LivingParts;
  readonly #lastWords = new LastWords();
  #phase: MonitorPhase = 'idle';
  #graph: DecisionGraph | undefined;
  /** Whether the journal is this monitor's to close. */
  #held = false;
  #opening: Promise<void> | undefined;
  #starting: Promise<void> | undefined;
  #stopping: Promise<void> | undefined;

  constructor(parts: () => LivingParts) {
    this.#parts = parts;
  }

  get phase(): MonitorPhase {
    return this.#phase;
  }

  /** There once the journal is open. */
  get graph(): DecisionGraph | undefined {
    return this.#graph;
  }

  get isOver(): boolean {
    return this.#phase === 'stopping' || this.#phase === 'stopped';
  }

  /** Opens the journal, recovers what it holds and lets the committer go. */
  open(): Promise<void> {
    this.#opening ??= this.#openJournal().then(
      (head) => this.#goOn(head),
      (error: unknown) => {
        // The next one to need it may try again. Not so once it is being read: nothing may be taken in twice.
        this.#opening = undefined;
        throw error;
      },
    );
    return this.#opening;
  }

  /** Opens the journal if it is not open, and lets what is under way be written; when all is over there is nothing to wait for. */
  async settled(): Promise<void> {
    if (this.isOver) return;
    await this.open();
    await this.#parts().committer.settled();
  }

  /** Resolves when all that is under way is decided, written and sent, as far as it can be now. */
  async flush(): Promise<void> {
    if (this.#phase === 'stopped' || this.#opening === undefined) return;
    await this.#opening;
    const { committer, sinks } = this.#parts();
    do {
      await committer.settled();
      await sinks.settled();
    } while (!committer.idle);
  }

  submit<T>(decide: (graph: DecisionGraph) => T): Promise<T> {
    if (this.#isDeaf) return Promise.reject(stoppedError());
    return this.#graph === undefined ? this.#submitEarly(decide) : this.#parts().committer.submit(decide);
  }

  /** Hands in something that nobody waits for. */
  submitLater(decide: (graph: DecisionGraph) => unknown): void {
    const { committer, logger } = this.#parts();
    committer.submit(decide).catch((error: unknown) => {
      if (!(error instanceof TocsinError && error.code === 'ERR_STOPPED'))
        logger.error({ err: error }, 'an input was lost');
    });
  }

  order(decide: (graph: DecisionGraph) => unknown): void {
    if (this.#isDeaf) throw stoppedError();
    this.submitLater(decide);
  }

  start(): Promise<void> {
    if (this.isOver) return Promise.reject(stoppedError());
    this.#starting ??= this.#start();
    return this.#starting;
  }

  stop(after?: PromiseLike<unknown>): Promise<void> {
    if (after === undefined) this.#lastWords.end();
    this.#stopping ??= this.#stop(after);
    return this.#stopping;
  }

  /** Whether it takes nothing in any more. */
  get #isDeaf(): boolean {
    return this.isOver && !this.#lastWords.taken;
  }

  async #start(): Promise<void> {
    this.#phase = 'starting';
    try {
      await this.open();
    } catch (error) {
      this.#starting = undefined;
      if (this.#phase === 'starting') this.#phase = 'idle';
      throw error;
    }
    // Stopped while it was opening.
    if (this.#phase !== 'starting') throw stoppedError();
    const { scheduler, heartbeats, errors } = this.#parts();
    scheduler.start();
    heartbeats.start();
    errors.hook();
    this.#phase = 'running';
  }

  async #stop(after: PromiseLike<unknown> | undefined): Promise<void> {
    const { scheduler, heartbeats, measures, committer, sinks, writer, snapshotter } = this.#parts();
    const { journal, isForgetful, errors, view } = this.#parts();
    this.#phase = 'stopping';
    scheduler.stop();
    heartbeats.stop();
    if (after !== undefined) await this.#lastWords.until(after);
    measures.end();
    await this.#inTime(async () => this.#opening?.catch(() => {}), 'the journal was not opened in time');
    await committer.settled();
    await sinks.stop(STOP_GRACE_MS, isForgetful);
    // The last chance to write what waits, and to tell what came of it.
    await writer.flush();
    await committer.settled();
    if (this.#graph !== undefined) {
      await committer.submit((graph) => graph.accept({ type: 'runtime.stopped', subject: '', data: {} }));
    }
    await committer.settled();
    committer.end(stoppedError());
    this.#endWriting(writer);
    await this.#inTime(() => snapshotter.end(), 'no snapshot was saved at the end');
    this.#graph?.stop();
    if (this.#held) await this.#inTime(() => journal.close(), 'the journal was not closed');
    errors.end();
    view.end();
    this.#phase = 'stopped';
  }

  #endWriting(writer: JournalWriter): void {
    const unwritten = writer.waiting;
    writer.end();
    if (unwritten === 0) return;
    this.#parts().logger.error(
      { events: unwritten },
      'the journal could not be written to the end; the last events are lost',
    );
  }

  async #openJournal(): Promise<JournalHead> {
    const head = await this.#parts().journal.open();
    this.#held = true;
    return head;
  }

  async #goOn({ position }: JournalHead): Promise<void> {
    const { clock, logger, newId, inspect, journal, settings } = this.#parts();
    const { view, snapshotter, committer, sinks, scheduler, heartbeats, registry, measures } = this.#parts();
    const { graph: rules, recorded } = settings();
    const { graph: opened, events } = await recover({
      journal,
      clock,
      position,
      rules,
      graph: { logger, inspect },
      view,
      sinks,
    });
    view.position = position;
    snapshotter.count(events);
    if (opened.now() > clock.now() + MINUTE) {
      logger.warn(
        { at: opened.now() },
        "the journal's last event lies in the future; time stands still until the machine's clock has caught up",
      );
    }
    // Stopped in the meantime, without waiting for this.
    if (this.#phase === 'stopped') return journal.close();
    for (const name of registry.names()) if (view.services.get(name)?.paused === true) scheduler.pause(name);
    // What an earlier run watched is gone from the first; that this is recorded comes with the first batch.
    for (const name of opened.serviceNames()) if (!registry.has(name)) view.services.forget(name);
    heartbeats.restore();
    measures.takeOver(view.incidents.list());
    this.#graph = opened;
    committer.open(opened, () => {
      opened.accept({
        type: 'runtime.started',
        subject: '',
        data: { run: runOf(newId()), rules: recorded },
      });
      for (const name of opened.serviceNames()) {
        if (!registry.has(name)) opened.accept({ type: 'service.unregistered', subject: name, data: {} });
      }
      // Told by a run that ended before it could say that this was over; it is, since the journal was opened.
      tellJournalTrouble(opened, undefined);
    });
    sinks.start();
  }

  /** What comes before the journal is open takes its place at once; it is given up if the journal cannot be opened. */
  async #submitEarly<T>(decide: (graph: DecisionGraph) => T): Promise<T> {
    let failure: unknown;
    const decided = this.#parts().committer.submit((graph) => {
      if (failure !== undefined) throw failure;
      return decide(graph);
    });
    decided.catch(() => {});
    await this.open().catch((error: unknown) => {
      failure = error;
      throw error;
    });
    return decided;
  }

  /** Waits for the journal's work at the end, but not for ever: one may hang. */
  async #inTime(work: () => Promise<void>, trouble: string): Promise<void> {
    const { clock, logger } = this.#parts();
    const ms = STOP_GRACE_MS;
    const slow = (): TocsinError => new TocsinError('ERR_JOURNAL_SLOW', 'the journal takes too long');
    await new Patience({ clock, ms, slow })
      .wait(work)
      .catch((error: unknown) => logger.error({ err: error }, trouble));
  }
}

function runOf(id: string): string {
  return id.replaceAll('-', '').slice(0, 12);
}
