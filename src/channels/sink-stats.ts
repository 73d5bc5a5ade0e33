import type { ChannelStats } from '../domain/channel.js';
import type { Delivery } from '../domain/delivery.js';

/** The part of a channel's figures that its delivery facts tell; what waits and the circuit only the sink knows. */
export type DeliveryFigures = Pick<
  ChannelStats,
  'sent' | 'failedAttempts' | 'abandoned' | 'lastSentAt' | 'lastError'
>;

/** The figures of a channel that nothing was sent to yet. */
export const NO_DELIVERIES: DeliveryFigures = { sent: 0, failedAttempts: 0, abandoned: 0 };

/**
 * The figures after one more delivery fact of that channel. The sink counts with it as it goes; the runtime rebuilds
 * the figures with it from the journal and hands them to `createSink`.
 *
 * @example deliveries.filter((d) => d.channel === 'ops').reduce(foldDelivery, NO_DELIVERIES)
 */
export function foldDelivery(figures: DeliveryFigures, delivery: Delivery): DeliveryFigures {
  const lastError = delivery.error === undefined ? {} : { lastError: delivery.error.message };
  switch (delivery.outcome) {
    case 'succeeded':
      return { ...figures, sent: figures.sent + 1, lastSentAt: delivery.at };
    case 'failed':
      return { ...figures, failedAttempts: figures.failedAttempts + 1, ...lastError };
    case 'abandoned':
      return { ...figures, abandoned: figures.abandoned + 1, ...lastError };
    case 'diverted':
      return figures;
  }
}
