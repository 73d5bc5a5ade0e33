import { constants } from 'node:os';
import { Subscription } from 'rxjs';
import { closestName } from '../domain/closest-name.js';
import type { Monitor } from '../domain/monitor.js';
import { OptionIssues, show } from '../domain/option-issues.js';
import { readPlan, SHUT_DOWN_OPTIONS, type ShutDownOptions, shutDown } from './shut-down.js';

/** When a monitor is to end, and what ends with it. */
export interface RunOptions extends ShutDownOptions {
  /** Signals of the system that end it. Default `SIGTERM` and `SIGINT`. */
  readonly signals?: readonly NodeJS.Signals[] | undefined;
  /** Ends it when it is aborted. */
  readonly signal?: AbortSignal | undefined;
}

const OWN_OPTIONS: readonly string[] = ['signals', 'signal'] satisfies (keyof RunOptions)[];

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
 * reason of a signal that was aborted before; a {@link ConfigError} for options that cannot be
 * @example
 * await using running = await runWith(monitor, { server });
 */
export async function runWith(monitor: Monitor, options: RunOptions = {}): Promise<Running> {
  const issues = new OptionIssues('runWith');
  issues.monitor(monitor);
  issues.known(options, [...SHUT_DOWN_OPTIONS, ...OWN_OPTIONS]);
  const { signals = ['SIGTERM', 'SIGINT'], signal, ...ending } = options;
  const { logger } = readPlan(ending, issues);
  readSignals(signals, issues);
  if (signal !== undefined) {
    issues.having('signal', signal, ['addEventListener'], 'give the signal of an AbortController');
  }
  issues.throwIfAny();
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
    ended = shutDown(monitor, ending);
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

/** Nobody hears of these. */
const UNHEARD: readonly string[] = ['KILL', 'STOP'];

/** Signals of this system that a process can listen to, without what all begin with. */
const SIGNALS = Object.keys(constants.signals)
  .map((name) => name.slice('SIG'.length))
  .filter((name) => !UNHEARD.includes(name));

function readSignals(given: readonly NodeJS.Signals[], issues: OptionIssues): void {
  if (!Array.isArray(given)) {
    issues.add('signals', `${show(given)} is not a list; write one such as ['SIGTERM', 'SIGINT']`);
    return;
  }
  given.forEach((name: unknown, i) => {
    const [, plain = ''] = /^(?:SIG)?(.*)$/i.exec(String(name)) ?? [];
    if (typeof name === 'string' && name === `SIG${plain}` && SIGNALS.includes(plain)) return;
    const meant = UNHEARD.includes(plain) ? undefined : closestName(plain, SIGNALS);
    const remedy = meant === undefined ? "write one such as 'SIGTERM'" : `did you mean SIG${meant}?`;
    issues.add(`signals.${i}`, `${show(name)} is not a signal that a process can listen to; ${remedy}`);
  });
}
