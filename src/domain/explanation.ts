import type { RecordedEvent } from './events.js';

/** What happened to an alert or a notification, and why, in order. */
export interface Explanation {
  readonly id: string;
  readonly of: 'alert' | 'notification';
  readonly steps: readonly ExplanationStep[];
}

/** One thing that happened on the way. */
export interface ExplanationStep {
  /** Epoch milliseconds. */
  readonly at: number;
  /** The event that shows it. */
  readonly position: number;
  readonly type: RecordedEvent['type'];
  /** One sentence for people. */
  readonly what: string;
}
