import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { serve } from '../src/http/serve.js';
import { pictureMonitor } from './picture-monitor.js';

interface Picture {
  readonly name: string;
  readonly hash: string;
  readonly width: number;
  readonly height: number;
  readonly theme: 'light' | 'dark';
  /** What shows that all is there. */
  readonly sign: string;
  /** What is clicked first, if anything is. */
  readonly click?: string;
}

const PICTURES: readonly Picture[] = [
  { name: 'services-light', hash: 'services', width: 1_440, height: 760, theme: 'light', sign: '.bar-ok' },
  {
    name: 'services-dark',
    hash: 'services?group=team',
    width: 1_920,
    height: 800,
    theme: 'dark',
    sign: '.bar-ok',
  },
  {
    name: 'wall-light',
    hash: 'services?group=team',
    width: 1_920,
    height: 800,
    theme: 'light',
    sign: '.bar-ok',
  },
  {
    name: 'service-light',
    hash: 'service/payments-api',
    width: 1_440,
    height: 900,
    theme: 'light',
    sign: '.latency-box canvas',
  },
  {
    name: 'service-dark',
    hash: 'service/payments-api',
    width: 1_024,
    height: 900,
    theme: 'dark',
    sign: '.latency-box canvas',
  },
  {
    name: 'why-dark',
    hash: 'alerts',
    width: 1_024,
    height: 700,
    theme: 'dark',
    sign: '.step',
    click: '.event-row:nth-child(2) .event-why',
  },
  { name: 'incidents-light', hash: 'incidents', width: 1_024, height: 640, theme: 'light', sign: '.card' },
  { name: 'phone-light', hash: 'services', width: 390, height: 780, theme: 'light', sign: '.bar-ok' },
  {
    name: 'phone-dark',
    hash: 'service/payments-api',
    width: 390,
    height: 780,
    theme: 'dark',
    sign: '.latency-box canvas',
  },
];

/** Draws the live page of a monitor with a day behind it; to be run in the root of the project, after its build. */
const folder = join('docs', 'images');
await mkdir(folder, { recursive: true });
const { monitor, clock } = await pictureMonitor();
const served = await serve(monitor, { port: 0, clock });
const browser = await chromium.launch({
  executablePath: process.env.TOCSIN_CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
  ],
});
try {
  for (const { name, hash, width, height, theme, sign, click } of PICTURES) {
    const context = await browser.newContext({
      viewport: { width, height },
      colorScheme: theme,
      timezoneId: 'UTC',
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    await page.goto(`${served.url}#/${hash}`);
    if (click !== undefined) await page.locator(click).first().click();
    await page.locator(sign).first().waitFor();
    // Fonts and the canvas are drawn in the frame after.
    await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
    const path = join(folder, `page-${name}.png`);
    await page.screenshot({ path });
    process.stdout.write(`${path} ${Math.ceil((await stat(path)).size / 1_024)} kB\n`);
    await context.close();
  }
} finally {
  await browser.close();
  await served.close();
  await monitor.stop();
}
