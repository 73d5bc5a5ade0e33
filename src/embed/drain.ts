import type { Clock } from '../domain/clock.js';
import type { Logger } from '../domain/logger.js';
import { beginToClose, type Closable } from './closable.js';

/** How often connections are ended that have become idle: Node ends those only that are idle when it begins to close. */
const SWEEP_MS = 50;

export interface DrainOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** How long requests under way may take, in milliseconds. */
  readonly graceMs: number;
}

/**
 * Closes servers: they accept nothing new, requests under way may end within the grace, then they are broken off. Never
 * rejects.
 */
export async function drain(
  closables: readonly Closable[],
  { clock, logger, graceMs }: DrainOptions,
): Promise<void> {
  const closings = closables.map((closable) => beginToClose(closable));
  const closed = Promise.all(
    closings.map(async ({ closed }) => {
      await closed.catch((error: unknown) => logger.error({ err: error }, 'a server was not closed'));
      return true;
    }),
  );
  let sweeper = clock.setTimeout(sweep, SWEEP_MS);
  function sweep(): void {
    for (const closing of closings) closing.closeIdle();
    sweeper = clock.setTimeout(sweep, SWEEP_MS);
  }
  let timer: unknown;
  const tooLong = new Promise<false>((resolve) => {
    timer = clock.setTimeout(() => resolve(false), graceMs);
  });
  const inTime = (await Promise.race([closed, tooLong])) !== false;
  clock.clearTimeout(timer);
  clock.clearTimeout(sweeper);
  if (!inTime) {
    logger.warn({ graceMs }, 'requests under way were broken off');
    for (const closing of closings) closing.cut();
  }
  for (const closing of closings) closing.end();
}
