import { Subscription } from 'rxjs';
import type { Monitor } from '../domain/monitor.js';
import { readPlan, type ShutDownOptions, shutDown } from './shut-down.js';

/** When a monitor is to end, and what ends with it. */
export interface RunOptions extends ShutDownOptions {
  /** Signals of the system that end it. Default `SIGTERM` and `SIGINT`. */
  readonly signals?: readonly NodeJS.Signals[] | undefined;
  /** Ends it when it is aborted. */
  readonly signal?: AbortSignal | undefined;
}

/** Why it ended: the signal of the system, the `AbortSignal`, or a call of `stop()`, be it of the monitor itself. */
export type StopReason = NodeJS.Signals | 'aborted' | 'stop';

/** A monitor that runs until there is a reason to end. */
export interface Running extends AsyncDisposable {
  /** Ends it now; resolves when all is over. Idempotent. */
  stop(): Promise<void>;
  /** Resolves when all is over, with the reason. */
  readonly stopped: Promise<StopReason>;
}

/**
 * Starts a monitor and ends it, with what it is embedded in, as {@link shutDown} does: on SIGTERM or SIGINT, when a signal
 * is aborted, or at the end of `await using`. Only the first signal of the system is taken; a second one does what it would
 * do without Tocsin. A monitor that is ended in another way, such as by its own `stop()`, leaves no listener behind.
 *
 * @throws (rejects with) what `start()` rejects with, `ERR_STOPPED` among it if it was to end before it had started, or the
 * reason of a signal that was aborted before; `ERR_DURATION` for a delay or a grace that is no duration
 * @example
 * await using running = await runWith(monitor, { server });
 */
export async function runWith(monitor: Monitor, options: RunOptions = {}): Promise<Running> {
  const { signals = ['SIGTERM', 'SIGINT'], signal } = options;
  const { logger } = readPlan(options);
  signal?.throwIfAborted();

  let ended: Promise<void> | undefined;
  let tell: (reason: StopReason, ended: Promise<void>) => void = () => {};
  const stopped = new Promise<StopReason>((resolve, reject) => {
    tell = (reason, over) => void over.then(() => resolve(reason), reject);
  });
  // Heard by whoever asks; the logger is told in any case.
  stopped.catch((error: unknown) => logger.error({ err: error }, 'the monitor did not stop as it should'));

  function stop(reason: StopReason): Promise<void> {
    if (ended !== undefined) return ended;
    // A second signal of the system is left to whoever else listens, or to Node.
    leave();
    logger.info({ reason }, 'shutting down');
    ended = shutDown(monitor, options);
    tell(reason, ended);
    return ended;
  }
  // Left behind, the listeners would swallow the signals for good.
  const over = new Subscription();
  const onOver = (): void => {
    leave();
    tell('stop', monitor.stop());
  };
  const onAbort = (): void => void stop('aborted');
  const listeners = signals.map((name) => ({ name, listener: (): void => void stop(name) }));
  function leave(): void {
    over.unsubscribe();
    signal?.removeEventListener('abort', onAbort);
    for (const { name, listener } of listeners) process.off(name, listener);
  }

  try {
    over.add(monitor.changes$.subscribe({ complete: onOver }));
    signal?.addEventListener('abort', onAbort);
    for (const { name, listener } of listeners) process.on(name, listener);
    await monitor.start();
  } catch (error) {
    leave();
    throw error;
  }
  const stopNow = (): Promise<void> => stop('stop');
  return { stop: stopNow, stopped, [Symbol.asyncDispose]: stopNow };
}
