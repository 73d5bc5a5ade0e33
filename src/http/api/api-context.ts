import type { Clock } from '../../domain/clock.js';
import type { Logger } from '../../domain/logger.js';
import type { Monitor } from '../../domain/monitor.js';
import type { LiveFeed } from '../stream/live-feed.js';
import type { Seats } from '../stream/seats.js';

/** What the endpoints work with. */
export interface ApiContext {
  readonly monitor: Monitor;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly feed: LiveFeed;
  /** Of all streams together. */
  readonly seats: Seats;
  readonly version: string;
  /** The channels that a test message is on its way through. */
  readonly testing: Set<string>;
}
