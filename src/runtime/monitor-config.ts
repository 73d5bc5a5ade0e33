import type { WatchConfig } from '../domain/monitor-config.js';
import type { Journal } from '../journal/journal.js';

/** All that `createMonitor` can be told. */
export interface MonitorConfig extends WatchConfig {
  /** Where events are kept. Default `memoryJournal()`. */
  readonly journal?: Journal | undefined;
}

/**
 * Gives a configuration its type, so that an editor helps to write it. Returns it as it is.
 *
 * @example export default defineConfig({ services: { api: httpCheck('https://example.org') } })
 */
export function defineConfig<C extends MonitorConfig>(config: C): C {
  return config;
}
