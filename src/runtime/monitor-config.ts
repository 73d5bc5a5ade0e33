import type { WatchConfig } from '../domain/monitor-config.js';
import type { Journal } from '../journal/journal.js';

/** All that `createMonitor` can be told. */
export interface MonitorConfig extends WatchConfig {
  /** Where events are kept. Default `memoryJournal()`. */
  readonly journal?: Journal | undefined;
}
