import { createCheckScheduler } from '../checks/check-scheduler.js';
import type { AlertInput, AlertReceipt } from '../domain/alert.js';
import { guardedLogger } from '../domain/guarded-logger.js';
import { silentLogger } from '../domain/logger.js';
import type { Monitor } from '../domain/monitor.js';
import { memoryJournal } from '../journal/memory-journal.js';
import { groupKeyOf } from '../pipeline/group-key.js';
import { captureState } from './capture-state.js';
import { ChannelFacts } from './channel-facts.js';
import type { Commands } from './commands.js';
import { Committer } from './committer.js';
import { explain } from './explain.js';
import { guardedInspect } from './guarded-inspect.js';
import { handled } from './handled.js';
import { Heartbeats } from './heartbeats.js';
import { lostEventsAlert, tellJournalTrouble } from './journal-trouble.js';
import { JournalWriter } from './journal-writer.js';
import { LiveView } from './live-view.js';
import { Measures } from './measures.js';
import { alertsOf } from './monitor-alerts.js';
import type { MonitorConfig } from './monitor-config.js';
import { type MonitorDeps, refuseWrongDeps } from './monitor-deps.js';
import { errorsOf } from './monitor-errors.js';
import { MonitorHistory } from './monitor-history.js';
import { incidentsOf } from './monitor-incidents.js';
import { type LivingParts, MonitorLife } from './monitor-life.js';
import { servicesOf } from './monitor-services.js';
import { silencesOf } from './monitor-silences.js';
import { Reconfiguration } from './reconfigure.js';
import { resetOf } from './reset-of.js';
import { ServiceRegistry } from './service-registry.js';
import { settingsOf } from './settings-in-force.js';
import { Sinks } from './sinks.js';
import { Snapshotter } from './snapshotter.js';
import { stoppedError } from './stopped-error.js';
import { systemClock, systemId, systemRandom } from './system-clock.js';

export type { MonitorDeps };

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
  let settings = settingsOf(config);
  refuseWrongDeps(deps);
  const { journal = memoryJournal() } = config;
  const { clock = systemClock, random = systemRandom, newId = systemId } = deps;
  const logger = guardedLogger(deps.logger ?? silentLogger);
  const inspect = guardedInspect(deps.inspect, logger);
  const view = new LiveView();
  const life = new MonitorLife(() => parts);
  const writer = new JournalWriter(journal, {
    clock,
    logger,
    onFailing: (trouble) => life.submitLater((graph) => tellJournalTrouble(graph, trouble)),
    onLost: (count) => life.submitLater((graph) => graph.raise(lostEventsAlert(count))),
  });
  const snapshotter = new Snapshotter({
    store: journal.snapshots,
    clock,
    logger,
    capture() {
      const { graph } = life;
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
    submit: (decide) => life.submit(decide),
    submitLater: (decide) => life.submitLater(decide),
  });

  /** What is ordered now and decided in its turn. */
  const commands: Commands = { now: () => clock.now(), order: (decide) => life.order(decide) };
  const registry = new ServiceRegistry({
    defaults: settings.defaults,
    scheduler,
    view,
    commands,
    heartbeats,
    open: () => life.open(),
  });
  const measures = new Measures({
    clock,
    logger,
    raise: (input) => monitor.alert(input),
    resolve: (key) => monitor.resolve(key),
  });
  const raise = (input: AlertInput): Promise<AlertReceipt> => monitor.alert(input);
  const errors = errorsOf(settings.errors, { clock, logger, newId, raise, view, committer, writer, sinks });
  const parts: LivingParts = {
    ...{ clock, logger, newId, inspect, settings: () => settings },
    ...{ journal, isForgetful: config.journal === undefined },
    ...{ view, writer, snapshotter, committer, sinks, scheduler, heartbeats, registry, measures, errors },
  };

  const channelFacts = new ChannelFacts(() => settings.channels, clock, newId);

  const history = new MonitorHistory({
    journal,
    clock,
    isKnown: (service) => view.services.get(service) !== undefined,
    settled: () => life.settled(),
  });

  const reconfiguration = new Reconfiguration({
    journal,
    registry,
    sinks,
    settings: () => settings,
    put(next) {
      settings = next;
    },
    submit: (decide) => life.submit(decide),
    configureErrors: (settings) => errors.configure(settings),
  });

  registry.change(settings.services, settings.defaults);

  const monitor: Monitor = {
    get phase() {
      return life.phase;
    },

    start: () => life.start().then(() => monitor),
    stop: ({ after } = {}) => life.stop(after),

    reconfigure: (config) =>
      handled(life.isOver ? Promise.reject(stoppedError()) : reconfiguration.apply(config)),

    ...servicesOf({ registry, scheduler, heartbeats, view, isOver: () => life.isOver }),

    ...alertsOf((decide) => life.submit(decide)),
    alerts$: view.alerts$,
    notifications$: view.notifications$,
    deliveries$: view.deliveries$,
    events$: view.events$,
    async *events(options) {
      await life.settled();
      yield* journal.read(options);
    },
    history: (service, span) => handled(history.points(service, span)),
    uptime: (service) => handled(history.uptime(service)),
    systemHistory: () => view.history.points(clock.now(), errors.perMinute()),
    measure: measures.run.bind(measures),
    measures: () => measures.states(),
    async explain(id, { signal } = {}) {
      await life.settled();
      return explain(
        id,
        journal,
        groupKeyOf(settings.alerts.group === false ? ['key'] : settings.alerts.group.by),
        signal,
      );
    },
    recentAlerts: (filter) => view.recentAlerts(filter),

    errors,
    incidents: incidentsOf(view, commands),
    silences: silencesOf(view, commands, newId),
    alertStats: () => view.tally.stats(),
    alertKeys: ({ limit } = {}) => view.keys.list(limit),
    resetThrottle: (key) => commands.order(resetOf(key)),
    channelStats: () => sinks.stats(),
    channelSettings: () => channelFacts.settings(),
    testChannel: (name) => handled(life.isOver ? Promise.reject(stoppedError()) : channelFacts.test(name)),
    journalStats: () => ({ position: view.position, ...writer.stats() }),

    flush: () => life.flush(),

    [Symbol.asyncDispose]: () => monitor.stop(),
  };
  return monitor;
}
