import type { EventType } from './events.js';

/** Which recorded events to read; all given bounds hold together. */
export interface ReadOptions {
  /** Only events after this position. */
  readonly after?: number | undefined;
  /** Only events at or after this time, epoch milliseconds. */
  readonly from?: number | undefined;
  /** Only events before this time, epoch milliseconds. */
  readonly to?: number | undefined;
  readonly types?: readonly EventType[] | undefined;
}
