import { createMetrics } from '../../../src/http/metrics/create-metrics.js';
import { type TestMonitor, testMonitor } from '../../support/monitor.js';
import { figuresOf, type Page, readPage } from './read-page.js';

/** A monitor whose figures can be asked for. */
export interface Measured extends TestMonitor {
  page(): Promise<Page>;
  /** The samples that begin like that. */
  figures(name: string): Promise<Record<string, number>>;
}

export function measured(...config: Parameters<typeof testMonitor>): Measured {
  const given = testMonitor(...config);
  const metrics = createMetrics(given.monitor, { clock: given.clock, version: '1.2.3' });
  const page = async (): Promise<Page> => readPage(await metrics.text());
  return { ...given, page, figures: async (name) => figuresOf(await page(), name) };
}
