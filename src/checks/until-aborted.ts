import type { Awaitable } from '../domain/check.js';

/**
 * Waits for work that may not heed a signal, at most until the signal is aborted; what comes later is forgotten.
 *
 * @throws the signal's reason, or what the work throws
 */
export function untilAborted<T>(signal: AbortSignal, work: () => Awaitable<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const abort = (): void => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    // The work may throw at once.
    const working = new Promise<T>((begin) => begin(work()));
    working.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
