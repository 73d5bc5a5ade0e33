import type { Clock } from '../../domain/clock.js';
import type { Monitor } from '../../domain/monitor.js';
import type { LiveFeed } from '../stream/live-feed.js';

/** What the endpoints work with. */
export interface ApiContext {
  readonly monitor: Monitor;
  readonly clock: Clock;
  readonly feed: LiveFeed;
  readonly version: string;
  /** The channels that a test message is on its way through. */
  readonly testing: Set<string>;
}
