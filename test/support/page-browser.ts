import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** Where a Chromium may be; the variable comes first. */
const PLACES = [
  process.env.TOCSIN_CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

const OPTIONS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts the machine's own Chromium. */
export function startBrowser(): Promise<Browser> {
  const executablePath = PLACES.find((place) => place !== undefined && existsSync(place));
  if (executablePath === undefined) {
    throw new Error('no Chromium was found; install one, or say where it is in TOCSIN_CHROMIUM');
  }
  return chromium.launch({ executablePath, args: OPTIONS });
}

/** A tab, and all that went wrong in it. */
export interface WatchedPage {
  readonly page: Page;
  /** Errors on its console, errors thrown, and what its Content-Security-Policy held back. */
  readonly troubles: string[];
  close(): Promise<void>;
}

/** Opens a tab in a context of its own, so that it remembers nothing of others. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1_280, height: 800 }, ...options });
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => troubles.push(`thrown: ${error.message}`));
  page.on('dialog', (dialog) => {
    troubles.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.exposeFunction('tellViolation', (what: string) => void troubles.push(`policy: ${what}`));
  await page.addInitScript(
    `addEventListener('securitypolicyviolation', (e) => tellViolation(e.violatedDirective + ' ' + e.blockedURI));`,
  );
  await page.goto(url);
  return { page, troubles, close: () => context.close() };
}

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * What axe finds amiss with the page as it is, one line each. Contrasts take it longest; a second look at the same
 * colours can do without.
 */
export async function axeFindings(page: Page, { contrast = true } = {}): Promise<string[]> {
  // Evaluated by the debugger, which no Content-Security-Policy holds back.
  await page.evaluate(`${axe}; undefined`);
  return page.evaluate(`axe.run(document, {
    resultTypes: ['violations'],
    rules: { 'target-size': { enabled: true }, 'color-contrast': { enabled: ${contrast} } },
  }).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) =>
      id + ' at ' + target.join(' ') + ': ' + failureSummary.replaceAll('\\n', ' '))))`);
}
