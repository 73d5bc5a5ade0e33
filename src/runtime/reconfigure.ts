import { ConfigError } from '../domain/config-error.js';
import type { Reconfigured } from '../domain/reconfigured.js';
import type { Journal } from '../journal/journal.js';
import type { DecisionGraph } from './decision-graph.js';
import type { MonitorConfig } from './monitor-config.js';
import type { ServiceRegistry } from './service-registry.js';
import {
  areRulesChanged,
  channelsChanged,
  isRouteChanged,
  type SettingsInForce,
  settingsOf,
} from './settings-in-force.js';
import type { Sinks } from './sinks.js';

export interface ReconfigurationOptions {
  readonly journal: Journal;
  readonly registry: ServiceRegistry;
  readonly sinks: Sinks;
  /** What is in force. */
  readonly settings: () => SettingsInForce;
  readonly put: (settings: SettingsInForce) => void;
  readonly configureErrors: (
    settings: SettingsInForce['errors'],
  ) => Pick<Reconfigured, 'triggers' | 'errors'>;
  readonly submit: (decide: (graph: DecisionGraph) => void) => Promise<void>;
}

/** Puts other configurations in the place of the one in force, one after the other. */
export class Reconfiguration {
  readonly #options: ReconfigurationOptions;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: ReconfigurationOptions) {
    this.#options = options;
  }

  /**
   * Checks a configuration and, if it can be used, goes on under it: what did not change notices nothing.
   *
   * @throws (rejects with) {@link ConfigError}; then nothing has changed
   */
  apply(config: MonitorConfig): Promise<Reconfigured> {
    const turn = this.#last.then(() => this.#apply(config));
    this.#last = turn.catch(() => {});
    return turn;
  }

  async #apply(config: MonitorConfig): Promise<Reconfigured> {
    const { journal, registry, sinks, settings, put, submit, configureErrors } = this.#options;
    if (config.journal !== undefined && config.journal !== journal) {
      const message =
        'the journal cannot change while the monitor runs; leave it out, or make another monitor';
      throw new ConfigError([{ path: 'journal', message }]);
    }
    const before = settings();
    const after = settingsOf(config, before, registry.registered());
    put(after);
    const services = registry.change(after.services, after.defaults);
    const channels = channelsChanged(before.channels, after.channels);
    const alerts = areRulesChanged(before, after);
    // New ways out are there before anything is decided for them, old ones until nothing is decided for them any more.
    sinks.change(after);
    if (alerts || isRouteChanged(before, after)) {
      await submit((graph) => graph.changeRules(after.graph, { rules: after.recorded }));
    }
    sinks.dropGone();
    return { services, channels, alerts, ...configureErrors(after.errors) };
  }
}
