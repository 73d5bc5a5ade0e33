import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { recordingChannel } from '../../src/testing/recording-channel.js';
import { axeFindings } from '../support/page-browser.js';
import type { PageHarness } from '../support/page-harness.js';
import type { ServedMonitor } from '../support/served-monitor.js';

/** Something of everything that the page can show. */
async function busyMonitor({ served }: PageHarness): Promise<ServedMonitor> {
  const labels = { team: 'core', region: 'eu-1' };
  const monitored = await served(
    {
      api: {
        labels,
        dependsOn: ['db'],
        slowAfter: '500ms',
        maintenance: { days: ['sun'], start: '02:30', duration: '2h' },
      },
      db: { labels: { team: 'data' } },
      cache: { labels },
      web: {},
      mail: {},
    },
    {},
    { channels: { spare: recordingChannel() }, alerts: { flapping: true, fallback: ['spare'] } },
  );
  const { monitor, check, ops } = monitored;
  await check('api', 'pass', 2);
  await check('db', 'fail', 3);
  await check('api', 'fail', 3);
  await check('cache', 'warn', 1);
  await check('mail', 'pass', 2);
  monitor.pause('mail');
  await monitor.alert({ title: 'Deployed', severity: 'info', message: 'version 1.2.3' });
  await monitor.alert({ title: 'Queue stuck', severity: 'critical', kind: 'condition', key: 'queue' });
  await monitor.alert({ title: 'Disk almost full', severity: 'warning', kind: 'condition', key: 'disk' });
  await monitor.resolve('disk');
  monitor.incidents.acknowledge('queue', { by: 'ann', note: 'on it' });
  monitor.silences.add({
    match: { service: /^db/, labels: { team: { not: 'core' } } },
    for: '2h',
    by: 'ann',
    reason: 'a new rack',
  });
  monitor.silences.add({ match: { key: 'x' }, from: Date.now() + 3_600_000, for: '1h', by: 'bob' });
  monitor.silences.remove(monitor.silences.add({ match: { key: 'y' }, for: '1h', by: 'cem' }).id);
  ops.failWith(new Error('no route to the host'));
  await monitor.alert({ title: 'Backup failed', severity: 'error' });
  return monitored;
}

/** Each view, and what shows that it is all there. */
const VIEWS: readonly (readonly [hash: string, sign: string])[] = [
  ['services', '.service-link'],
  ['services?group=team&status=unhealthy,healthy', '.group-toggle'],
  ['services?q=nothing', '.empty'],
  ['service/api?span=1h', '.latency-box canvas'],
  ['service/nobody', '.empty'],
  ['alerts', '.event-row'],
  ['notifications', '.delivery'],
  ['incidents', '.card'],
  ['silences', '.card'],
  ['channels', '.card'],
];

/** Each dialog, and how to come to it. */
const DIALOGS: readonly (readonly [name: string, hash: string, open: (page: Page) => Promise<void>])[] = [
  ['why', 'alerts', (page) => page.locator('.event-why').first().click()],
  ['shortcuts', 'services', (page) => page.keyboard.press('?')],
  [
    'silence',
    'silences',
    async (page) => {
      await page.getByRole('button', { name: 'New silence' }).click();
      await page.getByRole('button', { name: 'Add a condition' }).click();
      await page.getByRole('dialog').getByRole('combobox', { name: 'What' }).last().selectOption('Label');
      await page.getByRole('dialog').getByRole('button', { name: 'Silence', exact: true }).click();
    },
  ],
  ['acknowledge', 'incidents', (page) => page.getByRole('button', { name: 'Acknowledge' }).first().click()],
];

const WIDE = { width: 1_280, height: 900 };
const PHONE = { width: 360, height: 740 };

/** Looks at each view as those do who cannot see it as it is meant. */
export function describeViews(harness: PageHarness): void {
  describe.each(['light', 'dark'] as const)('in the %s, each view of the page', (colorScheme) => {
    it('is sound by axe, and keeps to its policy', { timeout: 60_000 }, async () => {
      const { url } = await busyMonitor(harness);
      const { page, troubles } = await harness.visit(url, { colorScheme, viewport: WIDE });
      for (const [hash, sign] of VIEWS) {
        await page.goto(`${url}#/${hash}`);
        await page.locator(sign).first().waitFor();
        expect([hash, ...(await axeFindings(page))]).toEqual([hash]);
      }
      for (const [name, hash, open] of DIALOGS) {
        await page.goto(`${url}#/${hash}`);
        await page.locator('main').waitFor();
        await open(page);
        await page.getByRole('dialog').waitFor();
        expect([name, ...(await axeFindings(page))]).toEqual([name]);
        await page.keyboard.press('Escape');
      }
      expect(troubles).toEqual([]);
    });
  });
  it('fits on a phone in each view, with targets for thumbs', { timeout: 60_000 }, async () => {
    const { url } = await busyMonitor(harness);
    const { page, troubles } = await harness.visit(url, { viewport: PHONE, hasTouch: true });
    for (const [hash, sign] of VIEWS) {
      await page.goto(`${url}#/${hash}`);
      await page.locator(sign).first().waitFor();
      expect([hash, await page.evaluate(OVERFLOWING)]).toEqual([hash, []]);
      expect([hash, ...(await axeFindings(page, { contrast: false }))]).toEqual([hash]);
    }
    expect(troubles).toEqual([]);
  });
}

/** What reaches beyond the right edge of the page, unless what is around it scrolls or hides it. */
const OVERFLOWING = `[...document.querySelectorAll('main *')].filter((element) => {
  if (element.getBoundingClientRect().right <= document.documentElement.clientWidth + 1) return false;
  for (let around = element.parentElement; around !== null && around.tagName !== 'MAIN'; around = around.parentElement) {
    if (getComputedStyle(around).overflowX !== 'visible') return false;
  }
  return element.closest('.hidden') === null;
}).map((element) => element.outerHTML.slice(0, 120))`;
