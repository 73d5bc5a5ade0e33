import type { Monitor } from '../domain/monitor.js';
import { TocsinError } from '../domain/tocsin-error.js';
import { type Served, serve } from '../http/serve.js';
import type { ChosenHttp } from './choose-http.js';
import { stderrLogger } from './stderr-logger.js';

/**
 * Serves the page. If nobody asked for a port and the usual one is taken, there is none: to watch matters more than to
 * be watched.
 */
export async function servePage(monitor: Monitor, chosen: ChosenHttp | false): Promise<Served | undefined> {
  if (chosen === false) return undefined;
  const { wanted, ...options } = chosen;
  try {
    return await serve(monitor, { ...options, logger: stderrLogger });
  } catch (error) {
    if (wanted || !(error instanceof TocsinError) || error.code !== 'ERR_HTTP_PORT') throw error;
    process.stderr.write(`tocsin warning: there is no page: ${error.message}, such as --port 0\n`);
    return undefined;
  }
}
