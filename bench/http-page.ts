import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { type Browser, chromium, type Page } from 'playwright-core';
import { createMonitor, type Outcome, type ServiceConfig } from 'tocsin';
import { serve } from 'tocsin/http';
import { percentile } from './support/measure.js';
import { figure, heading, ratio, size } from './support/report.js';

// What the live page costs whoever looks at it, with 2 000 services.

const SERVICES = size(2_000, 100);
/** How many services are checked between two changes that the page is told. */
const CHANGING = size(200, 20);
const LOADS = size(9, 2);
const CHANGES = size(40, 4);
const CHROMIUM = [process.env.TOCSIN_CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  (path) => path !== undefined && existsSync(path),
);

heading('The page: what is loaded (packed)');
const assets = fileURLToPath(new URL('../dashboard/assets/', import.meta.url));
for (const name of readdirSync(assets)) {
  figure(name.replace(/-[\w-]{8}\./, '.'), gzipSync(readFileSync(assets + name)).length / 1_000, 'kB');
}

if (CHROMIUM === undefined) {
  heading(
    'There is no Chromium here: the page is not looked at. Install one, or name it in TOCSIN_CHROMIUM.',
  );
} else {
  await lookAtThePage(CHROMIUM);
}

async function lookAtThePage(executablePath: string): Promise<void> {
  const outcomes = new Map<string, Outcome>();
  const names = Array.from({ length: SERVICES }, (_, i) => `service-${String(i).padStart(4, '0')}`);
  const services = Object.fromEntries(
    names.map((name, i): [string, ServiceConfig] => [
      name,
      {
        check: () => ({ outcome: outcomes.get(name) ?? 'pass', message: 'as it should be' }),
        every: '1d',
        recoveryThreshold: 1,
        labels: { team: `team-${i % 20}` },
      },
    ]),
  );
  const monitor = createMonitor({ services, channels: { none: { kind: 'none', send: async () => {} } } });
  await monitor.checkAll();
  const served = await serve(monitor, { port: 0 });
  const blank = createServer((_request, response) => {
    response
      .writeHead(200, { 'content-type': 'text/html' })
      .end('<!doctype html><title>blank</title><p>blank');
  });
  await new Promise<void>((resolve) => blank.listen(0, '127.0.0.1', resolve));
  const blankUrl = `http://127.0.0.1:${(blank.address() as AddressInfo).port}/`;
  const browser = await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  try {
    await loading(browser, served.url, blankUrl);
    await changing(browser, served.url, async () => {
      for (let i = 0; i < CHANGING; i++) {
        const name = names[Math.floor(Math.random() * names.length)] ?? '';
        outcomes.set(name, Math.random() < 0.5 ? 'warn' : 'pass');
        void monitor.check(name);
      }
      await monitor.flush();
    });
  } finally {
    await browser.close();
    await served.close();
    blank.close();
    await monitor.stop();
  }
}

async function loading(browser: Browser, url: string, blankUrl: string): Promise<void> {
  const times: number[] = [];
  const paints: number[] = [];
  const floors: number[] = [];
  for (let i = 0; i < LOADS; i++) {
    floors.push(await timeTo(browser, blankUrl, 'p').then(({ found }) => found));
    const { found, painted } = await timeTo(browser, url, '.service-row');
    times.push(found);
    paints.push(painted);
  }
  heading(`The page: from nothing to ${SERVICES} services (medians of ${LOADS} loads, nothing cached)`);
  figure('a page without anything, until it is there', percentile(floors, 0.5), 'ms');
  figure('the first paint', percentile(paints, 0.5), 'ms');
  figure('the first services shown', percentile(times, 0.5), 'ms');
  ratio(
    'services shown, over a page without anything',
    percentile(times, 0.5) / percentile(floors, 0.5),
    'below 10',
  );
}

/** How long a fresh browser context takes until something is on the page, and until it painted first. */
async function timeTo(
  browser: Browser,
  url: string,
  selector: string,
): Promise<{ found: number; painted: number }> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.goto(url);
  await page.waitForSelector(selector);
  const times = await page.evaluate(() => {
    const paint = performance.getEntriesByName('first-contentful-paint')[0];
    return { found: performance.now(), painted: paint?.startTime ?? Number.NaN };
  });
  await context.close();
  return times;
}

async function changing(browser: Browser, url: string, change: () => Promise<void>): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(url);
  await page.waitForSelector('.service-row');
  const client = await page.context().newCDPSession(page);
  await client.send('Performance.enable');
  const cost = async (): Promise<number> => {
    const { metrics } = await client.send('Performance.getMetrics');
    const of = (name: string): number => metrics.find((metric) => metric.name === name)?.value ?? 0;
    return 1_000 * (of('ScriptDuration') + of('LayoutDuration') + of('RecalcStyleDuration'));
  };
  await page.waitForTimeout(1_500);
  const before = await cost();
  for (let i = 0; i < CHANGES; i++) {
    await change();
    await page.waitForTimeout(300);
  }
  const each = ((await cost()) - before) / CHANGES;
  const floor = await parsing(page);
  heading(
    `The page: what ${CHANGING} services that changed cost it (scripts, styles and layout, mean of ${CHANGES})`,
  );
  figure('to read such a message and no more', floor, 'ms');
  figure('to take it in and show it', each, 'ms');
  ratio('of the time between two messages (250 ms)', each / 250, 'below 0.1');
  figure('elements on the page', await page.locator('*').count(), '');
  await page.close();
}

/** The least that a message can cost: parsing a list of as many services. */
function parsing(page: Page): Promise<number> {
  return page.evaluate(async (count) => {
    const { services } = (await (await fetch('./api/services')).json()) as { services: unknown[] };
    const text = JSON.stringify({ services: services.slice(0, count) });
    const rounds = 200;
    const begun = performance.now();
    for (let i = 0; i < rounds; i++) JSON.parse(text);
    return (performance.now() - begun) / rounds;
  }, CHANGING);
}
