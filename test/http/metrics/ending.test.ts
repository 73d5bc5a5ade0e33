import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { createMetrics, type Metrics } from '../../../src/http/metrics/create-metrics.js';
import { testMonitor } from '../../support/monitor.js';
import { figuresOf, type Page, readPage } from './read-page.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

async function pageOf(metrics: Metrics): Promise<Page> {
  return readPage(await metrics.text());
}

/** Keeps the event loop busy. */
function block(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

const DELAYS = ['p50', 'p90', 'p99', 'max'].map((figure) => `tocsin_event_loop_delay_${figure}_seconds`);

describe('the figures of the process', () => {
  test('tell how late the event loop was since the last scrape', async () => {
    const { monitor, clock } = testMonitor();
    const metrics = createMetrics(monitor, { clock });
    let longest = 0;
    for (let i = 0; i < 20 && longest < 0.02; i++) {
      // The first tick after a scrape only begins to measure.
      for (let ticks = 0; ticks < 3; ticks++) {
        block(40);
        await turn();
      }
      longest = (await pageOf(metrics)).figures.get('tocsin_event_loop_delay_max_seconds') ?? 0;
    }
    expect(longest).toBeGreaterThanOrEqual(0.02);
    // Taken down and begun anew: nothing was measured between these two.
    await metrics.text();
    const { figures } = await pageOf(metrics);
    expect(DELAYS.map((name) => figures.get(name))).toEqual([0, 0, 0, 0]);
    await monitor.stop();
  });

  test('say nothing of the event loop until the second scrape: nobody is woken up before the first', async () => {
    const { monitor, clock } = testMonitor();
    const metrics = createMetrics(monitor, { clock });
    const first = await pageOf(metrics);
    const second = await pageOf(metrics);
    for (const name of DELAYS) {
      expect(first.families.get(name)).toBe('gauge');
      expect(figuresOf(first, name)).toEqual({});
      expect(figuresOf(second, name)).toEqual({ [name]: 0 });
    }
    await monitor.stop();
  });

  test('tell what memory it takes', async () => {
    const { monitor, clock } = testMonitor();
    const { figures } = await pageOf(createMetrics(monitor, { clock }));
    expect(figures.get('process_resident_memory_bytes')).toBeGreaterThan(10_000_000);
    expect(figures.get('nodejs_heap_size_used_bytes')).toBeGreaterThan(1_000_000);
    await monitor.stop();
  });
});

describe('metrics that ended', () => {
  test('count and measure no more, and can still be asked', async () => {
    const { monitor, clock } = testMonitor();
    const metrics = createMetrics(monitor, { clock });
    await metrics.text();
    await monitor.alert({ title: 'one', severity: 'error' });
    for (const name of DELAYS) expect((await pageOf(metrics)).figures.has(name)).toBe(true);
    metrics.end();
    metrics.end();
    await monitor.alert({ title: 'two', severity: 'error' });
    const page = await pageOf(metrics);
    expect(page.figures.get('tocsin_alerts_raised_total{severity="error",status="firing"}')).toBe(1);
    for (const name of DELAYS) expect(figuresOf(page, name)).toEqual({});
    await monitor.stop();
  });

  test('did so by themselves if the monitor stopped', async () => {
    const { monitor, clock } = testMonitor();
    const metrics = createMetrics(monitor, { clock });
    await metrics.text();
    await monitor.start();
    await monitor.stop();
    const page = await pageOf(metrics);
    for (const name of DELAYS) expect(figuresOf(page, name)).toEqual({});
    expect(page.figures.get('tocsin_monitor_phase{phase="stopped"}')).toBe(1);
  });

  test('were never begun for a monitor that had stopped before', async () => {
    const { monitor, clock } = testMonitor();
    await monitor.stop();
    const metrics = createMetrics(monitor, { clock });
    await metrics.text();
    const page = await pageOf(metrics);
    for (const name of DELAYS) expect(figuresOf(page, name)).toEqual({});
  });
});

test('metrics keep no process alive', { timeout: 60_000 }, async () => {
  const program = `
    import { createJiti } from 'jiti';
    const jiti = createJiti(${JSON.stringify(`${ROOT}/package.json`)});
    const { createMonitor } = await jiti.import('${ROOT}/src/runtime/create-monitor.ts');
    const { createMetrics } = await jiti.import('${ROOT}/src/http/metrics/create-metrics.ts');
    const { systemClock } = await jiti.import('${ROOT}/src/runtime/system-clock.ts');
    const metrics = createMetrics(createMonitor(), { clock: systemClock });
    await metrics.text();
    console.log((await metrics.text()).length > 1000 ? 'scraped' : 'empty');`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk;
    });
  }
  // One that stays is ended after a while, and that shows.
  const impatience = setTimeout(() => child.kill(), 40_000);
  const ended = await new Promise((resolve) =>
    child.once('close', (code, signal) => resolve({ code, signal })),
  );
  clearTimeout(impatience);
  expect({ said, ended }).toEqual({ said: 'scraped\n', ended: { code: 0, signal: null } });
});
