import type { Registry } from 'prom-client';
import type { Monitor } from '../../domain/monitor.js';
import { askedCounter, askedGauge } from './asked-figure.js';
import type { IsRecovered } from './is-recovered.js';

/** How the journal fares. */
export function addJournalFigures(registry: Registry, monitor: Monitor, isRecovered: IsRecovered): void {
  askedCounter(registry, {
    name: 'tocsin_journal_events_total',
    help: 'Events recorded since the journal began: the position of the last one.',
    ask(add) {
      if (isRecovered()) add({}, monitor.journalStats().position);
    },
  });
  askedGauge(registry, {
    name: 'tocsin_journal_failing',
    help: 'Whether the journal cannot be written, so that events wait in memory.',
    ask: (add) => add({}, monitor.journalStats().failing ? 1 : 0),
  });
  askedGauge(registry, {
    name: 'tocsin_journal_waiting_events',
    help: 'Events that wait for the journal to work again.',
    ask: (add) => add({}, monitor.journalStats().waiting),
  });
  askedCounter(registry, {
    name: 'tocsin_journal_writes_total',
    help: 'Writes to the journal.',
    ask: (add) => add({}, monitor.journalStats().writes),
  });
  askedCounter(registry, {
    name: 'tocsin_journal_write_seconds_total',
    help: 'How long writes to the journal took in all.',
    ask: (add) => add({}, monitor.journalStats().writeMs / 1_000),
  });
}
