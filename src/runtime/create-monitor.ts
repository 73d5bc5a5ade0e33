import { createCheckScheduler } from '../checks/check-scheduler.js';
import type { AlertInput, AlertReceipt } from '../domain/alert.js';
import { guardedLogger } from '../domain/guarded-logger.js';
import { silentLogger } from '../domain/logger.js';
import type { Monitor, MonitorPhase } from '../domain/monitor.js';
import { Patience } from '../domain/patience.js';
import { TocsinError } from '../domain/tocsin-error.js';
import type { JournalHead } from '../journal/journal.js';
import { memoryJournal } from '../journal/memory-journal.js';
import { groupKeyOf } from '../pipeline/group-key.js';
import { captureState } from './capture-state.js';
import { ChannelFacts } from './channel-facts.js';
import type { Commands } from './commands.js';
import { Committer } from './committer.js';
import type { DecisionGraph } from './decision-graph.js';
import { explain } from './explain.js';
import { guardedInspect } from './guarded-inspect.js';
import { handled } from './handled.js';
import { Heartbeats } from './heartbeats.js';
import { lostEventsAlert, tellJournalTrouble } from './journal-trouble.js';
import { JournalWriter } from './journal-writer.js';
import { LastWords } from './last-words.js';
import { LiveView } from './live-view.js';
import { Measures } from './measures.js';
import { alertsOf } from './monitor-alerts.js';
import type { MonitorConfig } from './monitor-config.js';
import type { MonitorDeps } from './monitor-deps.js';
import { errorsOf } from './monitor-errors.js';
import { MonitorHistory } from './monitor-history.js';
import { incidentsOf } from './monitor-incidents.js';
import { servicesOf } from './monitor-services.js';
import { silencesOf } from './monitor-silences.js';
import { Reconfiguration } from './reconfigure.js';
import { recover } from './recovery.js';
import { ServiceRegistry } from './service-registry.js';
import { settingsOf } from './settings-in-force.js';
import { Sinks } from './sinks.js';
import { Snapshotter } from './snapshotter.js';
import { stoppedError } from './stopped-error.js';
import { systemClock, systemId, systemRandom } from './system-clock.js';

export type { MonitorDeps };

/** How long `stop()` waits for deliveries under way. */
const STOP_GRACE_MS = 5_000;

const MINUTE = 60_000;

/**
 * Composes a monitor: the whole graph, from checks to channels. Nothing runs until `start()`, or until the first
 * `check`, `checkAll` or `alert`.
 *
 *     scheduler -> committer -> decision graph -> journal -> live view -> observers
 *                                                         -> sinks -> channels
 *
 * @throws {@link ConfigError} with everything that is wrong with the configuration
 * @example
 * const monitor = createMonitor({
 *   services: { api: httpCheck('https://example.org/health') },
 *   channels: { ops: slackChannel({ webhookUrl }) },
 * });
 * await monitor.start();
 */
export function createMonitor(config: MonitorConfig = {}, deps: MonitorDeps = {}): Monitor {
  const { journal = memoryJournal() } = config;
  let settings = settingsOf(config);
  const { clock = systemClock, random = systemRandom, newId = systemId } = deps;
  const logger = guardedLogger(deps.logger ?? silentLogger);
  const inspect = guardedInspect(deps.inspect, logger);
  const view = new LiveView();
  const writer = new JournalWriter(journal, {
    clock,
    logger,
    onFailing: (trouble) => submitLater((graph) => tellJournalTrouble(graph, trouble)),
    onLost: (count) => submitLater((graph) => graph.raise(lostEventsAlert(count))),
  });
  const snapshotter = new Snapshotter({
    store: journal.snapshots,
    clock,
    logger,
    capture() {
      // What waits in memory must not be known without the events that led to it.
      if (graph === undefined || writer.failing || !committer.idle) return undefined;
      return { position: graph.position, state: captureState(graph, view, sinks, settings.recorded) };
    },
  });
  const committer = new Committer({
    clock,
    write: (events) => writer.write(events),
    publish: (events, from, to) => {
      view.publish(events, from, to);
      sinks.publish(events, from, to);
      snapshotter.count(to - from);
    },
    onCrowded: () => writer.failOpen(),
    onIdle: () => snapshotter.idle(),
  });
  const sinks = new Sinks({
    channels: settings.channels,
    fallback: settings.fallback,
    clock,
    random,
    logger,
    inspect,
    record: (channel, fact) =>
      committer.submit((graph) => {
        if (fact.type !== 'notification.merged') {
          graph.accept({ type: fact.type, subject: fact.delivery.channel, data: fact.delivery });
        } else {
          const { notification, merges } = fact;
          graph.merge({ notification, channels: [channel], tells: [], merges });
        }
      }),
  });
  const scheduler = createCheckScheduler({
    clock,
    random,
    concurrency: settings.defaults.concurrency,
    onCompleted: (subject, data) => committer.submit((graph) => heartbeats.checked(graph, subject, data)),
  });
  const heartbeats = new Heartbeats({
    clock,
    stateOf: (name) => view.services.get(name),
    submit: (decide) => submit(decide),
    submitLater: (decide) => submitLater(decide),
  });

  /** What is ordered now and decided in its turn. */
  const commands: Commands = {
    now: () => clock.now(),
    order(decide) {
      if (isDeaf()) throw stoppedError();
      submitLater(decide);
    },
  };
  const channelFacts = new ChannelFacts(() => settings.channels, clock, newId);
  const registry = new ServiceRegistry({
    defaults: settings.defaults,
    scheduler,
    view,
    commands,
    heartbeats,
    open,
  });

  const history = new MonitorHistory({
    journal,
    clock,
    isKnown: (service) => view.services.get(service) !== undefined,
    /** Opens the journal if it is not open, and lets what is under way be written. */
    async settled() {
      if (!isOver()) await open().then(() => committer.settled());
    },
  });

  const measures = new Measures({
    clock,
    logger,
    raise: (input) => monitor.alert(input),
    resolve: (key) => monitor.resolve(key),
  });

  const raise = (input: AlertInput): Promise<AlertReceipt> => monitor.alert(input);
  const errors = errorsOf(settings.errors, { clock, logger, newId, raise, view, committer, writer, sinks });

  const reconfiguration = new Reconfiguration({
    journal,
    registry,
    sinks,
    settings: () => settings,
    put(next) {
      settings = next;
    },
    submit: (decide) => submit(decide),
    configureErrors: (settings) => errors.configure(settings),
  });

  let phase: MonitorPhase = 'idle';
  let graph: DecisionGraph | undefined;
  /** Whether the journal is this monitor's to close. */
  let held = false;
  let opening: Promise<void> | undefined;
  let starting: Promise<Monitor> | undefined;
  let stopping: Promise<void> | undefined;
  const lastWords = new LastWords();

  registry.change(settings.services, settings.defaults);

  /** Opens the journal, recovers what it holds and lets the committer go. */
  function open(): Promise<void> {
    opening ??= openJournal().then(goOn, (error: unknown) => {
      // The next one to need it may try again. Not so once it is being read: nothing may be taken in twice.
      opening = undefined;
      throw error;
    });
    return opening;
  }

  async function openJournal(): Promise<JournalHead> {
    const head = await journal.open();
    held = true;
    return head;
  }

  async function goOn({ position }: JournalHead): Promise<void> {
    const { graph: rules, recorded } = settings;
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
    if (phase === 'stopped') return journal.close();
    for (const name of registry.names()) if (view.services.get(name)?.paused === true) scheduler.pause(name);
    // What an earlier run watched is gone from the first; that this is recorded comes with the first batch.
    for (const name of opened.serviceNames()) if (!registry.has(name)) view.services.forget(name);
    heartbeats.restore();
    measures.takeOver(view.incidents.list());
    graph = opened;
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

  function isOver(): boolean {
    return phase === 'stopping' || phase === 'stopped';
  }

  /** Whether it takes nothing in any more. */
  function isDeaf(): boolean {
    return isOver() && !lastWords.taken;
  }

  function submit<T>(decide: (graph: DecisionGraph) => T): Promise<T> {
    if (isDeaf()) return Promise.reject(stoppedError());
    return graph === undefined ? submitEarly(decide) : committer.submit(decide);
  }

  /** What comes before the journal is open takes its place at once; it is given up if the journal cannot be opened. */
  async function submitEarly<T>(decide: (graph: DecisionGraph) => T): Promise<T> {
    let failure: unknown;
    const decided = committer.submit((graph) => {
      if (failure !== undefined) throw failure;
      return decide(graph);
    });
    decided.catch(() => {});
    await open().catch((error: unknown) => {
      failure = error;
      throw error;
    });
    return decided;
  }

  /** Waits for the journal's work at the end, but not for ever: one may hang. */
  async function settled(work: () => Promise<void>, trouble: string): Promise<void> {
    const ms = STOP_GRACE_MS;
    const slow = (): TocsinError => new TocsinError('ERR_JOURNAL_SLOW', 'the journal takes too long');
    await new Patience({ clock, ms, slow })
      .wait(work)
      .catch((error: unknown) => logger.error({ err: error }, trouble));
  }

  /** Hands in something that nobody waits for. */
  function submitLater(decide: (graph: DecisionGraph) => unknown): void {
    committer.submit(decide).catch((error: unknown) => {
      if (!(error instanceof TocsinError && error.code === 'ERR_STOPPED'))
        logger.error({ err: error }, 'an input was lost');
    });
  }

  const monitor: Monitor = {
    get phase() {
      return phase;
    },

    start() {
      if (isOver()) return Promise.reject(stoppedError());
      starting ??= (async () => {
        phase = 'starting';
        try {
          await open();
        } catch (error) {
          starting = undefined;
          if (phase === 'starting') phase = 'idle';
          throw error;
        }
        // Stopped while it was opening.
        if (phase !== 'starting') throw stoppedError();
        scheduler.start();
        heartbeats.start();
        errors.hook();
        phase = 'running';
        return monitor;
      })();
      return starting;
    },

    stop({ after } = {}) {
      if (after === undefined) lastWords.end();
      stopping ??= (async () => {
        phase = 'stopping';
        scheduler.stop();
        heartbeats.stop();
        if (after !== undefined) await lastWords.until(after);
        measures.end();
        await settled(async () => opening?.catch(() => {}), 'the journal was not opened in time');
        await committer.settled();
        await sinks.stop(STOP_GRACE_MS);
        // The last chance to write what waits, and to tell what came of it.
        await writer.flush();
        await committer.settled();
        if (graph !== undefined) {
          await committer.submit((graph) => graph.accept({ type: 'runtime.stopped', subject: '', data: {} }));
        }
        await committer.settled();
        committer.end(stoppedError());
        const unwritten = writer.waiting;
        writer.end();
        if (unwritten > 0) {
          logger.error(
            { events: unwritten },
            'the journal could not be written to the end; the last events are lost',
          );
        }
        await settled(() => snapshotter.end(), 'no snapshot was saved at the end');
        graph?.stop();
        if (held) await settled(() => journal.close(), 'the journal was not closed');
        errors.end();
        view.end();
        phase = 'stopped';
      })();
      return stopping;
    },

    reconfigure: (config) =>
      handled(isOver() ? Promise.reject(stoppedError()) : reconfiguration.apply(config)),

    ...servicesOf({ registry, scheduler, heartbeats, view, isOver }),

    ...alertsOf((decide) => submit(decide)),
    alerts$: view.alerts$,
    notifications$: view.notifications$,
    deliveries$: view.deliveries$,
    events$: view.events$,
    async *events(options) {
      if (!isOver()) await open().then(() => committer.settled());
      yield* journal.read(options);
    },
    history: (service, span) => handled(history.points(service, span)),
    uptime: (service) => handled(history.uptime(service)),
    systemHistory: () => view.history.points(clock.now(), errors.perMinute()),
    measure: measures.run.bind(measures),
    measures: () => measures.states(),
    async explain(id) {
      if (!isOver()) await open().then(() => committer.settled());
      return explain(
        id,
        journal,
        groupKeyOf(settings.alerts.group === false ? ['key'] : settings.alerts.group.by),
      );
    },
    recentAlerts: (filter) => view.recentAlerts(filter),

    errors,
    incidents: incidentsOf(view, commands),
    silences: silencesOf(view, commands, newId),
    alertStats: () => view.tally.stats(),
    channelStats: () => sinks.stats(),
    channelSettings: () => channelFacts.settings(),
    testChannel: (name) => handled(isOver() ? Promise.reject(stoppedError()) : channelFacts.test(name)),
    journalStats: () => ({ position: view.position, ...writer.stats() }),

    async flush() {
      if (phase === 'stopped' || opening === undefined) return;
      await opening;
      do {
        await committer.settled();
        await sinks.settled();
      } while (!committer.idle);
    },

    [Symbol.asyncDispose]: () => monitor.stop(),
  };
  return monitor;
}

function runOf(id: string): string {
  return id.replaceAll('-', '').slice(0, 12);
}
