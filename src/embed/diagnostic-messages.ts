import type { Alert, SuppressionReason } from '../domain/alert.js';
import type { CapturedError } from '../domain/captured-error.js';
import type { Outcome } from '../domain/check.js';
import type { Delivery } from '../domain/delivery.js';
import type { RecordedEvent } from '../domain/events.js';
import type { Notification } from '../domain/notification.js';
import type { Status } from '../domain/service.js';

/** What every message says: under what name the monitor is published, and when it happened, in epoch milliseconds. */
export interface Published {
  readonly monitor: string;
  readonly at: number;
}

/** The channels of `node:diagnostics_channel` and what is published in each. */
export interface DiagnosticMessages {
  /** A check was completed. */
  readonly 'tocsin:check': Published & {
    readonly service: string;
    readonly outcome: Outcome;
    readonly latencyMs: number;
    readonly message?: string;
  };
  /** A service took another status. */
  readonly 'tocsin:status': Published & {
    readonly service: string;
    readonly from: Status;
    readonly to: Status;
    readonly message?: string;
  };
  /** An alert was raised, be it the end of a condition. */
  readonly 'tocsin:alert': Published & { readonly alert: Alert };
  /** An alert was held back. */
  readonly 'tocsin:suppression': Published & {
    readonly alertId: string;
    readonly key: string;
    readonly reason: SuppressionReason;
  };
  /** A message was decided, for these channels of the monitor. */
  readonly 'tocsin:notification': Published & {
    readonly notification: Notification;
    readonly channels: readonly string[];
  };
  /** An attempt to deliver succeeded or failed; a notification was abandoned or diverted. */
  readonly 'tocsin:delivery': Published & { readonly delivery: Delivery };
  /** A condition began to fire, was acknowledged, or is over. */
  readonly 'tocsin:incident': Published & {
    readonly key: string;
    readonly change: 'opened' | 'acknowledged' | 'resolved';
  };
  /** An error of the program was captured. */
  readonly 'tocsin:error': Published & { readonly error: CapturedError };
  /** Every recorded event, those above and all others. */
  readonly 'tocsin:event': Published & { readonly event: RecordedEvent };
}

export type DiagnosticChannel = keyof DiagnosticMessages;
