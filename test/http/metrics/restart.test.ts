import { describe, expect, test } from 'vitest';
import { createMetrics } from '../../../src/http/metrics/create-metrics.js';
import { memoryJournal } from '../../../src/journal/memory-journal.js';
import { testMonitor } from '../../support/monitor.js';
import { measured } from './measured-monitor.js';
import { figuresOf, readPage } from './read-page.js';

describe('after a restart the figures', () => {
  test('that the journal knows go on, and say nothing before it is read', async () => {
    const journal = memoryJournal();
    const first = measured({ journal });
    await first.monitor.alert({ title: 'one', severity: 'error' });
    await first.monitor.alert({ title: 'low' });
    await first.monitor.flush();
    await first.monitor.stop();
    const { position } = first.monitor.journalStats();

    const second = measured({ journal });
    const families = [
      'tocsin_alerts_suppressed_total',
      'tocsin_notifications_total',
      'tocsin_deliveries_total',
      'tocsin_journal_events_total',
    ];
    const unread = await second.page();
    for (const family of families) {
      expect(unread.families.get(family)).toBe('counter');
      expect(figuresOf(unread, family)).toEqual({});
    }
    await second.monitor.start();
    const { figures } = await second.page();
    expect(figures.get('tocsin_alerts_suppressed_total{reason="severity"}')).toBe(1);
    expect(figures.get('tocsin_notifications_total{reason="first"}')).toBe(1);
    expect(figures.get('tocsin_deliveries_total{channel="ops",outcome="succeeded"}')).toBe(1);
    expect(figures.get('tocsin_journal_events_total')).toBeGreaterThanOrEqual(position);
    await second.monitor.stop();
  });

  test('are there at once for a monitor that runs already', async () => {
    const { monitor, clock } = testMonitor();
    await monitor.start();
    await monitor.flush();
    expect(monitor.journalStats().position).toBeGreaterThan(0);
    const { figures } = readPage(await createMetrics(monitor, { clock }).text());
    expect(figures.get('tocsin_journal_events_total')).toBe(monitor.journalStats().position);
    await monitor.stop();
  });
});
