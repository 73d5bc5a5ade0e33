import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { type CutProxy, startCutProxy } from './cut-proxy.js';
import { openPage, startBrowser, type WatchedPage } from './page-browser.js';
import { type ServedMonitor, serveMonitor } from './served-monitor.js';

/** What tests of the page begin with. All that is opened is closed after each of them. */
export interface PageHarness {
  served(...args: Parameters<typeof serveMonitor>): Promise<ServedMonitor>;
  visit(url: string, options?: Parameters<typeof openPage>[2]): Promise<WatchedPage>;
  /** A wire to a port that can be cut. */
  wired(port: number): Promise<CutProxy>;
}

/** Starts one browser for all tests of a file. */
export function pageHarness(): PageHarness {
  let browser: Browser | undefined;
  const open: { close(): Promise<unknown> }[] = [];
  beforeAll(async () => {
    browser = await startBrowser();
  }, 30_000);
  afterEach(async () => {
    for (const thing of open.splice(0).reverse()) await thing.close();
  });
  afterAll(() => browser?.close());

  async function kept<Thing extends { close(): Promise<unknown> }>(opened: Promise<Thing>): Promise<Thing> {
    const thing = await opened;
    open.push(thing);
    return thing;
  }

  return {
    served: (...args) => kept(serveMonitor(...args)),
    visit(url, options) {
      if (browser === undefined)
        throw new Error('the browser is started before the tests, not before them all');
      return kept(openPage(browser, url, options));
    },
    wired: (port) => kept(startCutProxy(port)),
  };
}
