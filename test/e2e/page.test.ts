import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { axeFindings } from '../support/page-browser.js';
import { pageHarness } from '../support/page-harness.js';
import { describeViews } from './page-views.js';

/** Chromium shares the machine with other tests. */
const PATIENCE = { timeout: 15_000, interval: 50 };

const harness = pageHarness();
const { served, visit, wired } = harness;

function icon(page: Page): Promise<string | null> {
  return page.locator('#favicon').getAttribute('href');
}

/** The cells of a service's row that say how it is. */
function statusOf(page: Page, name: string): Promise<string> {
  return page
    .locator('tr', { has: page.getByRole('link', { name, exact: true }) })
    .locator('.status-word')
    .innerText();
}

describe('the live page', { timeout: 40_000 }, () => {
  it('shows a service fail, be acknowledged and recover before your eyes', async () => {
    const { url, check } = await served({ api: { labels: { team: 'core' } }, db: {} });
    await check('api', 'pass', 2);
    await check('db', 'pass', 2);
    const { page, troubles } = await visit(url);
    await expect.poll(() => page.title(), PATIENCE).toBe('✓ all healthy – Tocsin');
    expect(await statusOf(page, 'api')).toBe('Healthy');
    const calm = await icon(page);

    await check('api', 'fail', 3);
    await expect.poll(() => page.title(), PATIENCE).toBe('● 1 unhealthy – Tocsin');
    expect(await statusOf(page, 'api')).toBe('Unhealthy');
    expect(await statusOf(page, 'db')).toBe('Healthy');
    expect(await page.locator('.overall-headline').innerText()).toBe('1 service is unhealthy');
    expect(await icon(page)).not.toBe(calm);
    await expect
      .poll(() => page.locator('[aria-live=polite]').last().innerText(), PATIENCE)
      .toContain('api is unhealthy');

    await page.getByRole('link', { name: /^Incidents/ }).click();
    await page.getByRole('button', { name: 'Acknowledge' }).click();
    await page.getByLabel('Your name').fill('ann');
    await page.getByLabel('Note (optional)').fill('on it');
    await page.getByRole('dialog').getByRole('button', { name: 'Acknowledge' }).click();
    await page
      .getByText('ann, just now: on it')
      .or(page.getByText(/^ann, .* ago: on it/))
      .waitFor();

    await check('api', 'pass', 2);
    await expect.poll(() => page.title(), PATIENCE).toBe('✓ all healthy – Incidents – Tocsin');
    await page.getByText('Nothing fires').waitFor();
    expect(await icon(page)).toBe(calm);
    expect(troubles).toEqual([]);
  });

  it('makes a silence by its form, says what it would match, and ends it', async () => {
    const { url, check, monitor } = await served({ 'db-1': {}, 'db-2': {}, api: {} });
    const { page, troubles } = await visit(`${url}#/silences`);
    await page.getByRole('button', { name: 'New silence' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Silence', exact: true }).click();
    await dialog.getByText('Say what to compare with').waitFor();
    await dialog.getByLabel('How').selectOption('matches');
    await dialog.getByLabel('Regular expression').fill('^db-');
    expect(await dialog.locator('.preview').innerText()).toContain(
      'Would match now: 2 services and 0 firing incidents',
    );
    await dialog.getByLabel('Your name').fill('ann');
    await dialog.getByLabel('Reason (optional)').fill('moving the rack');
    await dialog.getByText('30m').click();
    await dialog.getByRole('button', { name: 'Add a condition' }).click();
    await dialog.getByLabel('Value').fill('worst');
    await dialog.getByRole('button', { name: 'Silence', exact: true }).click();
    await dialog.locator('.match-row').last().getByText('"worst" is no severity').waitFor();
    await dialog.getByRole('button', { name: 'Remove condition 2' }).click();
    await dialog.getByRole('button', { name: 'Silence', exact: true }).click();
    await page.getByText('moving the rack').waitFor();
    expect(monitor.silences.list()).toMatchObject([
      { match: { service: /^db-/ }, by: 'ann', reason: 'moving the rack', status: 'active' },
    ]);

    await check('db-1', 'fail', 3);
    await page.getByRole('link', { name: 'Alerts', exact: true }).click();
    await page.getByText('Held back: silenced').first().waitFor();

    await page.getByRole('link', { name: /^Silences/ }).click();
    await page.getByRole('button', { name: 'End now' }).click();
    await page.getByRole('region', { name: 'Ended' }).getByText('moving the rack').waitFor();
    expect(monitor.silences.list()).toMatchObject([{ status: 'ended' }]);
    // The browser tells of the silence that was refused.
    expect(troubles.filter((trouble) => !trouble.includes('status of 400'))).toEqual([]);
  });

  it('says that it is cut off, and loses and doubles nothing when it is back', async () => {
    const { port, monitor, check } = await served({ api: {} });
    await check('api', 'pass', 2);
    const proxy = await wired(port);
    const { page } = await visit(`http://127.0.0.1:${proxy.port}/#/alerts`);
    await monitor.alert({ title: 'Before', severity: 'error' });
    await page.locator('.event-title', { hasText: 'Before' }).waitFor();

    proxy.cut();
    await page.getByRole('banner').getByText('Reconnecting').waitFor();
    for (const n of [1, 2, 3]) await monitor.alert({ title: `Meanwhile ${n}`, severity: 'error' });
    await check('api', 'fail', 3);
    await page.getByText('No connection.').waitFor();
    expect(await page.title()).toBe('⚠ No connection; was all healthy – Alerts – Tocsin');
    expect(await page.getByText('Meanwhile').count()).toBe(0);

    proxy.mend();
    await page.getByRole('button', { name: 'Try now' }).click();
    await page.getByRole('banner').getByText('Live').waitFor();
    await monitor.alert({ title: 'After', severity: 'error' });
    await page.locator('.event-title', { hasText: 'After' }).waitFor();
    expect(await page.title()).toBe('● 1 unhealthy – Alerts – Tocsin');
    expect(await page.locator('.event-title').allInnerTexts()).toEqual([
      'After',
      'Service unhealthy: api',
      'Service degraded: api',
      'Meanwhile 3',
      'Meanwhile 2',
      'Meanwhile 1',
      'Before',
    ]);
    expect(proxy.sent.some((request) => /^last-event-id: /im.test(request))).toBe(true);
  });

  it('says that the monitor was stopped', async () => {
    const { url, check, monitor } = await served({ api: {} });
    await check('api', 'pass', 2);
    const { page } = await visit(url);
    await page.getByRole('link', { name: 'api', exact: true }).waitFor();
    await monitor.stop();
    await page.getByText('The monitor was stopped.').waitFor();
    expect(await page.getByRole('banner').innerText()).toContain('Stopped');
    expect(await page.title()).toBe('⚠ No connection; was all healthy – Tocsin');
  });

  it('shows two thousand services with few elements, and filters, groups and scrolls through them', async () => {
    const names = Array.from({ length: 2_000 }, (_, n) => `service-${String(n).padStart(4, '0')}`);
    const configs = Object.fromEntries(
      names.map((name, n) => [name, { labels: { team: `team-${n % 20}` } }]),
    );
    const { url, check } = await served(configs);
    await check('service-1234', 'fail', 3);
    const { page, troubles } = await visit(url);
    await page.getByRole('link', { name: 'service-1234', exact: true }).waitFor();
    const rows = page.locator('tbody tr');
    expect(await rows.first().locator('.service-link').innerText()).toBe('service-1234');
    const elements = (): Promise<number> => page.evaluate("document.querySelectorAll('*').length");
    expect(await elements()).toBeLessThan(2_500);
    expect(await page.getByRole('table').getAttribute('aria-rowcount')).toBe('2001');

    await page.evaluate('scrollTo(0, document.body.scrollHeight)');
    await page.getByRole('link', { name: 'service-1999', exact: true }).waitFor();
    expect(await elements()).toBeLessThan(2_500);

    await page.keyboard.press('/');
    await page.keyboard.type('service-00 team-7');
    await expect
      .poll(() => rows.locator('.service-link').allInnerTexts(), PATIENCE)
      .toEqual(['service-0007', 'service-0027', 'service-0047', 'service-0067', 'service-0087']);
    expect(page.url()).toContain('q=service-00');
    await page.getByLabel('Group').selectOption('team');
    await page.reload();
    await page.getByRole('button', { name: /team-7 .*5 services/ }).waitFor();
    expect(await rows.count()).toBe(6);
    await page.getByRole('button', { name: /team-7/ }).click();
    expect(await rows.count()).toBe(1);
    expect(troubles).toEqual([]);
  });

  it('shows what is hostile as the text that it is', async () => {
    const hostile = '<img src=x onerror=alert(1)>"\'><script>alert(2)</script>';
    const { url, monitor, check } = await served({ [hostile]: { labels: { [hostile]: hostile } } });
    await check(hostile, 'fail', 3);
    const turned = '‮txet denrut⁦';
    for (const title of [hostile, turned, 'long '.repeat(2_000)]) {
      await monitor.alert({ title, message: title, severity: 'critical', kind: 'condition', key: title });
    }
    monitor.incidents.acknowledge(hostile, { by: hostile, note: hostile });
    monitor.silences.add({ match: { title: hostile }, for: '1h', by: hostile, reason: hostile });
    const { page, troubles } = await visit(url);
    await page.getByRole('link', { name: hostile, exact: true }).waitFor();
    for (const view of [
      'alerts',
      'notifications',
      'incidents',
      'silences',
      'channels',
      `service/${encodeURIComponent(hostile)}`,
    ]) {
      await page.goto(`${url}#/${view}`);
      await page.locator(`main.main-${view.split('/')[0]}`).waitFor();
      expect(await page.locator('main img, main script').count()).toBe(0);
      const overflowing = 'document.documentElement.scrollWidth > document.documentElement.clientWidth';
      expect([view, await page.evaluate(overflowing)]).toEqual([view, false]);
    }
    await page.getByRole('heading', { level: 1 }).getByText(hostile).waitFor();
    await page.goto(`${url}#/alerts`);
    await page.locator('.event-why').first().click();
    await page.getByRole('dialog').locator('.step').first().waitFor();
    expect(await page.locator('dialog img').count()).toBe(0);
    expect(troubles).toEqual([]);
  });

  it('can be used by the keyboard alone', async () => {
    const { url, check } = await served({ api: {}, db: {}, web: {} });
    for (const name of ['api', 'db', 'web']) await check(name, 'pass', 2);
    await check('db', 'fail', 3);
    const { page, troubles } = await visit(url);
    await page.getByRole('link', { name: 'db', exact: true }).waitFor();
    const focused = (): Promise<string> => page.evaluate("document.activeElement?.textContent ?? ''");
    const press = async (...keys: string[]): Promise<void> => {
      for (const key of keys) await page.keyboard.press(key);
    };

    await press('Tab');
    expect(await focused()).toBe('Skip to content');
    await press('Enter', 'j');
    expect(await focused()).toBe('db');
    await press('j', 'ArrowDown');
    expect(await focused()).toBe('web');
    await press('k', 'Enter');
    await page.getByRole('heading', { level: 1, name: 'api' }).waitFor();
    await page.goBack();
    await expect.poll(focused, PATIENCE).toBe('api');

    await press('/');
    await page.keyboard.type('we');
    await expect.poll(() => page.locator('tbody tr').count(), PATIENCE).toBe(1);
    await press('Escape', '?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await press('Escape');
    // As long as it is there, keys are its own.
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await press('g', 'i');
    await page.getByRole('heading', { name: 'Firing' }).waitFor();
    await press('j', 'Tab', 'Enter');
    await page.getByRole('dialog', { name: 'Acknowledge' }).waitFor();
    await page.keyboard.type('ann');
    await press('Enter');
    await page.getByText('acknowledged', { exact: true }).waitFor();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await press('g', 'a', 'j', 'Enter');
    await page.getByRole('dialog').locator('.step').first().waitFor();
    await press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await focused()).toContain('Why?');
    expect(troubles).toEqual([]);
  });

  it('asks for the token, and is locked again after logging out', async () => {
    const { url, check } = await served({ api: {} }, { token: 'open-sesame-please' });
    await check('api', 'pass', 2);
    const { page } = await visit(url);
    await page.getByLabel('Token').fill('wrong');
    await page.getByRole('button', { name: 'Show the monitor' }).click();
    await page.getByText('This is not the token').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.getByLabel('Token').fill('open-sesame-please');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'api', exact: true }).waitFor();
    await page.reload();
    await page.getByRole('link', { name: 'api', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByLabel('Token').waitFor();
    expect(await page.getByRole('link', { name: 'api', exact: true }).count()).toBe(0);
    expect(await page.title()).toBe('Tocsin');
  });

  it('offers no change where none is allowed', async () => {
    const { url, check } = await served({ api: {} }, { readOnly: true });
    await check('api', 'fail', 3);
    const { page, troubles } = await visit(url);
    await page.getByText('Read only').waitFor();
    for (const view of ['service/api', 'incidents', 'silences', 'channels']) {
      await page.goto(`${url}#/${view}`);
      await page.locator(`main.main-${view.split('/')[0]}`).waitFor();
      expect(
        await page
          .locator('main')
          .getByRole('button', { name: /check|pause|silence|acknowledge|end now|test/i })
          .count(),
      ).toBe(0);
    }
    expect(troubles).toEqual([]);
  });
});

describeViews(harness);
