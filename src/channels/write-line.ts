import { DeliveryError } from '../domain/delivery-error.js';

/** Where lines can be written: a Node stream, or anything with such a `write`. */
export interface LineStream {
  write(text: string, done?: (error?: Error | null) => void): unknown;
  readonly isTTY?: boolean | undefined;
}

/** The parts of a Node stream that tell how a write went. */
interface StreamState extends LineStream {
  readonly writable?: boolean;
  readonly writableLength?: number;
  readonly errored?: Error | null;
  once?(event: 'error', listener: () => void): unknown;
  removeListener?(event: 'error', listener: () => void): unknown;
}

/**
 * Writes one line and resolves once the stream has taken it: at once where it is written through, as to a terminal or
 * a file, else when there is room again.
 *
 * @throws {@link DeliveryError} retryable, if the stream is closed, fails, or took nothing until `signal` aborted.
 */
export function writeLine(stream: LineStream, line: string, signal: AbortSignal): Promise<void> {
  const state: StreamState = stream;
  if (state.writable === false) return Promise.reject(failure('the console stream is closed'));
  return new Promise((resolve, reject) => {
    // A stream that fails also emits 'error', which would end the process if nobody listened.
    const ignore = (): void => {};
    state.once?.('error', ignore);
    const done = (error?: Error | null): void => {
      signal.removeEventListener('abort', onAbort);
      if (error) {
        reject(failure(`the console stream failed: ${codeOf(error)}`));
      } else {
        state.removeListener?.('error', ignore);
        resolve();
      }
    };
    const onAbort = (): void => reject(failure('the console stream did not take the line in time'));
    signal.addEventListener('abort', onAbort, { once: true });
    stream.write(`${line}\n`, done);
    // Written through already, or an object that calls nobody back.
    if (!(state.writableLength ?? 0) && !state.errored) done();
  });
}

function failure(message: string): DeliveryError {
  return new DeliveryError(message, { retryable: true });
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
