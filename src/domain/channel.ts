import type { Clock } from './clock.js';
import type { Notification } from './notification.js';

/** What a channel is told about one attempt. */
export interface SendContext {
  /** Aborted when the attempt times out or the monitor stops waiting. */
  readonly signal: AbortSignal;
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** The same for every attempt of one notification on one channel; hand it to the receiver where it can tell repeats. */
  readonly idempotencyKey: string;
  /** The monitor's clock, for what depends on the time of the attempt. Left out when a channel is driven by hand. */
  readonly clock?: Clock;
  /** Tells of something amiss with a send that succeeds all the same, such as a refused recipient. One line, no secrets. */
  readonly report?: (problem: string) => void;
}

/** How another process makes the same channel: by calling a function that a module exports. */
export interface ChannelRecipe {
  /** The module's URL, such as `import.meta.url`. */
  readonly module: string;
  /** The name by which the module exports the function. */
  readonly name: string;
  /** What the function is called with: data that `structuredClone` can copy. It may hold secrets. */
  readonly options?: unknown;
}

/**
 * A way out. Write one with an object literal: `send` resolves once the receiver has taken the notification and throws
 * otherwise: a `DeliveryError` says whether trying again makes sense, any other error is retried.
 *
 * A channel keeps no queue and never retries by itself; the sink that drives it does.
 *
 * @example
 * const pager: Channel = { kind: 'pager', send: async (notification, { signal }) => page(notification.title, signal) }
 */
export interface Channel {
  /** What sort of channel it is, such as `slack`; for logs and statistics. */
  readonly kind: string;
  send(notification: Notification, context: SendContext): Promise<void>;
  /** Checks credentials or reachability without sending noise; throws what is wrong. */
  verify?(): Promise<void>;
  /** Frees sockets and the like; called once when the monitor stops. */
  close?(): Promise<void>;
  /**
   * How another process makes this channel. When this process is about to end for an error that nobody caught, and
   * `errors.hooks` is set, critical notifications are sent from there; a channel that has no recipe sends none.
   */
  recipe?(): ChannelRecipe | undefined;
}

/** A channel's figures. */
export interface ChannelStats {
  readonly enabled: boolean;
  /** Notifications that the receiver took. */
  readonly sent: number;
  /** Attempts that failed, retried or not. */
  readonly failedAttempts: number;
  /** Notifications given up and handed to the fallback. */
  readonly abandoned: number;
  /** Notifications waiting or under way. */
  readonly pending: number;
  /** Epoch milliseconds of the last success. */
  readonly lastSentAt?: number;
  /** The last failure's message, redacted. */
  readonly lastError?: string;
  readonly circuit: 'closed' | 'open' | 'halfOpen';
}
