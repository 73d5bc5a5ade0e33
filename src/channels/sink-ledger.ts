import type { Clock } from '../domain/clock.js';
import type { Delivery } from '../domain/delivery.js';
import type { Logger } from '../domain/logger.js';
import type { Notification } from '../domain/notification.js';
import { describeThrown } from './sink-failure.js';
import type { QueuedNotification } from './sink-queue.js';
import { type DeliveryFigures, foldDelivery } from './sink-stats.js';

/** A fact that a sink records. */
export type SinkRecord =
  /**
   * What became of a notification on this channel. `handedTo` of an abandoned or diverted one names the channels that
   * are to get it now; it is missing if there are none, or if they got it before.
   */
  | {
      readonly type: `delivery.${Delivery['outcome']}`;
      readonly delivery: Delivery;
    }
  /**
   * A backlog became one digest, for this channel alone: the `merges` are settled and the digest waits in their place.
   * The sink has it already: it must not be offered.
   */
  | {
      readonly type: 'notification.merged';
      readonly notification: Notification;
      readonly merges: readonly string[];
    };

export interface SinkLedgerOptions {
  readonly channel: string;
  /** Figures to go on counting from. */
  readonly figures: DeliveryFigures;
  readonly clock: Clock;
  readonly logger: Logger;
  record(fact: SinkRecord): Promise<void>;
  /** Called when nothing is on its way into the journal any more. */
  onWritten(): void;
}

/** What a delivery fact says besides whose it is and when. */
export type DeliveryDetails = Pick<Delivery, 'latencyMs' | 'error' | 'problems' | 'retryAt' | 'handedTo'>;

/** The facts of one channel on their way into the journal, and the figures that they add up to. */
export interface SinkLedger {
  readonly figures: DeliveryFigures;
  /** Whether a fact is still on its way. */
  readonly writing: boolean;
  /** Records what became of a notification. `attempt` is 0 if nothing was tried. */
  delivery(
    outcome: Delivery['outcome'],
    item: QueuedNotification,
    attempt: number,
    details?: DeliveryDetails,
  ): void;
  merged(notification: Notification, merges: readonly string[]): void;
  /** Resolves when all facts up to now are in the journal, or could not be recorded; never rejects. */
  written(): Promise<unknown>;
}

export function sinkLedger(options: SinkLedgerOptions): SinkLedger {
  const { channel, clock, logger, record, onWritten } = options;
  let figures = options.figures;
  let writing = 0;
  let written: Promise<unknown> = Promise.resolve();

  return {
    get figures() {
      return figures;
    },
    get writing() {
      return writing > 0;
    },
    delivery(outcome, item, attempt, details = {}) {
      const delivery: Delivery = {
        notificationId: item.notification.id,
        channel,
        at: clock.now(),
        outcome,
        attempt,
        idempotencyKey: item.idempotencyKey,
        ...details,
      };
      figures = foldDelivery(figures, delivery);
      log(delivery);
      write({ type: `delivery.${outcome}`, delivery });
    },
    merged(notification, merges) {
      logger.info({ channel, notification: notification.id, merges: merges.length }, 'backlog merged');
      write({ type: 'notification.merged', notification, merges });
    },
    written: () => written,
  };

  function write(fact: SinkRecord): void {
    writing++;
    // The executor runs at once, so facts enter the journal in order; a throw becomes a rejection.
    const done = new Promise<void>((resolve) => {
      resolve(record(fact));
    })
      .catch((thrown: unknown) => {
        logger.error(
          { channel, fact: fact.type, error: describeThrown(thrown) },
          'delivery fact not recorded, going on without',
        );
      })
      .then(() => {
        writing--;
        if (writing === 0) onWritten();
      });
    // Without a result, or each promise would hold the one before it, and so all of them for ever.
    written = Promise.all([written, done]).then(() => {});
  }

  function log({ outcome, notificationId, attempt, error, problems, retryAt, handedTo }: Delivery): void {
    const fields = { channel, notification: notificationId, attempt };
    switch (outcome) {
      case 'succeeded':
        if (problems === undefined) logger.debug(fields, 'delivery succeeded');
        else logger.warn({ ...fields, problems }, 'delivery succeeded in part');
        break;
      case 'failed':
        logger.warn({ ...fields, error: error?.message, retryAt }, 'delivery failed');
        break;
      case 'abandoned':
        logger.error({ ...fields, error: error?.message, handedTo }, 'delivery abandoned');
        break;
      case 'diverted':
        logger.warn({ ...fields, handedTo }, 'delivery diverted, the circuit is open');
        break;
    }
  }
}
