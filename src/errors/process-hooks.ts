import type { CapturedError } from '../domain/captured-error.js';
import { readProperty } from '../domain/error-facts.js';
import type { Logger } from '../domain/logger.js';
import type { Severity } from '../domain/severity.js';
import { bootNodeOptions } from './boot-node-options.js';
import { type RejectionMode, rejectionMode } from './rejection-mode.js';

/** Where an error came from that nobody caught. */
export type UncaughtOrigin = 'uncaughtException' | 'unhandledRejection';

export interface HookOptions {
  readonly capture: (
    error: unknown,
    about: { readonly severity: Severity; readonly origin: UncaughtOrigin },
  ) => CapturedError;
  /** Makes durable what was accepted, and sends what is critical, before it returns; see {@link LastMoment}. */
  readonly lastWords: (moment: LastMoment) => void;
  /** Must not throw. */
  readonly logger: Logger;
}

/** What is known of how it goes on. */
export interface LastMoment {
  /** Whether the program listens for uncaught exceptions itself, so that the process may live on. */
  readonly mayLive: boolean;
}

/** The part of `process` that is needed. */
export interface HookedProcess {
  on(event: string | symbol, listener: Listener): unknown;
  removeListener(event: string | symbol, listener: Listener): unknown;
  listeners(event: string | symbol): readonly unknown[];
  hasUncaughtExceptionCaptureCallback(): boolean;
  readonly execArgv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

type Listener = (...args: unknown[]) => void;

const MONITOR = 'uncaughtExceptionMonitor';
const REJECTION = 'unhandledRejection';
/** Marks the listeners of every monitor in the process, whatever copy of this file it was made by. */
const OURS = Symbol.for('tocsin.unhandledRejection');

/**
 * Captures what nobody catches in this process, and changes nothing of how that ends.
 *
 * `uncaughtExceptionMonitor` is told of every uncaught exception before anything else happens, and of every unhandled
 * rejection that Node raises as one. After it the process may end without another turn of its event loop: so what is
 * captured there is made durable and told before the listener returns.
 *
 * A listener for `unhandledRejection` is another matter: with one, Node takes the rejection for handled, and a process that
 * would have ended lives on. So there is one only where it makes no difference: in the modes in which no rejection ends the
 * process and none is counted as handled, and, for the same rejections to be seen, beside listeners of the program's own.
 *
 * @returns a function that takes all listeners away again
 */
export function hookProcess(target: HookedProcess, options: HookOptions): () => void {
  const { capture, lastWords, logger } = options;
  const mode = rejectionMode(target.execArgv, bootNodeOptions(target.env.NODE_OPTIONS));

  const onUncaught = (error: unknown, how: unknown): void => {
    guarded(logger, () => {
      const origin: UncaughtOrigin = how === REJECTION ? REJECTION : 'uncaughtException';
      capture(reasonOf(error), { severity: 'critical', origin });
      const mayLive =
        target.listeners('uncaughtException').length > 0 || target.hasUncaughtExceptionCaptureCallback();
      lastWords({ mayLive });
    });
  };
  const onRejection = Object.assign(
    (reason: unknown): void => {
      guarded(logger, () => void capture(reason, { severity: 'error', origin: REJECTION }));
    },
    { [OURS]: true },
  );
  const rejections = followRejections(target, mode, onRejection);
  target.on(MONITOR, onUncaught);
  return () => {
    target.removeListener(MONITOR, onUncaught);
    rejections.end();
  };
}

/** Listens for rejections whenever that makes no difference. */
function followRejections(
  target: HookedProcess,
  mode: RejectionMode,
  onRejection: (reason: unknown) => void,
): { end(): void } {
  // All of them are raised as exceptions first.
  if (mode === 'strict') return { end: () => {} };
  if (mode === 'warn' || mode === 'none') {
    target.on(REJECTION, onRejection);
    return { end: () => void target.removeListener(REJECTION, onRejection) };
  }

  let listening = false;
  const listen = (): void => {
    if (listening) return;
    listening = true;
    target.on(REJECTION, onRejection);
  };
  const leave = (): void => {
    listening = false;
    target.removeListener(REJECTION, onRejection);
  };
  const onNewListener = (event: unknown, listener: unknown): void => {
    if (event === REJECTION && !isOurs(listener)) listen();
  };
  const onRemovedListener = (event: unknown): void => {
    // By themselves they would keep a process alive that is to end.
    if (event === REJECTION && listening && target.listeners(REJECTION).every(isOurs)) leave();
  };
  if (!target.listeners(REJECTION).every(isOurs)) listen();
  target.on('newListener', onNewListener);
  target.on('removeListener', onRemovedListener);
  return {
    end() {
      target.removeListener('newListener', onNewListener);
      target.removeListener('removeListener', onRemovedListener);
      leave();
    },
  };
}

/** The code of what Node raises for a rejection that is no error. */
const UNHANDLED = /^ERR_UNHANDLED_REJECTION$/;

/** What a promise was rejected with that is no error, which Node wraps in a long sentence. */
function reasonOf(error: unknown): unknown {
  if (!UNHANDLED.test(String(readProperty(error, 'code')))) return error;
  const [, reason] = /with the reason "(.*)"\.$/s.exec(String(readProperty(error, 'message'))) ?? [];
  return reason ?? error;
}

function isOurs(listener: unknown): boolean {
  return typeof listener === 'function' && OURS in listener;
}

/** What throws here would end the process in another way than its error did. */
function guarded(logger: Logger, work: () => void): void {
  try {
    work();
  } catch (error) {
    logger.error({ err: error }, 'an error that nobody caught could not be captured');
  }
}
