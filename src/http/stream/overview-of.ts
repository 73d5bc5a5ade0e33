import type { Clock } from '../../domain/clock.js';
import type { Monitor } from '../../domain/monitor.js';
import type { Overview } from '../api/views.js';
import type { AlertBook, BookSize } from './alert-book.js';
import { channelViews, silenceView, summaryOf } from './views-of.js';

/** How much of the latest is in it. */
export const SHOWN: BookSize = { alerts: 200, notifications: 100 };

/** What it is made from. */
export interface OverviewSource {
  readonly monitor: Monitor;
  readonly clock: Clock;
  readonly version: string;
}

/** Everything that the page shows, as it is now. */
export function overviewOf({ monitor, clock, version }: OverviewSource, book: AlertBook): Overview {
  const journal = monitor.journalStats();
  return {
    position: journal.position,
    at: clock.now(),
    version,
    phase: monitor.phase,
    summary: summaryOf(monitor),
    services: monitor.services(),
    incidents: monitor.incidents.list(),
    silences: monitor.silences.list().map(silenceView),
    channels: channelViews(monitor),
    alerts: book.alerts().slice(-SHOWN.alerts),
    notifications: book.notifications().slice(-SHOWN.notifications),
    stats: monitor.alertStats(),
    journal,
  };
}
