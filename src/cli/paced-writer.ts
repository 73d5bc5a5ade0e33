import type { Writable } from 'node:stream';

/**
 * Writes lines as fast as they are read, for output that must be complete. Writing never fails: an output that is
 * closed or broken takes nothing more, and whoever listens to its `error` knows.
 */
export class PacedWriter {
  readonly #output: Pick<Writable, 'write' | 'once' | 'off'>;
  readonly #stop: AbortSignal;

  /** @param stop ends all waiting */
  constructor(output: Pick<Writable, 'write' | 'once' | 'off'>, stop: AbortSignal) {
    this.#output = output;
    this.#stop = stop;
  }

  /** Resolves once there is room for more, or nobody wants more. */
  write(line: string): Promise<void> {
    return this.#write(`${line}\n`, false);
  }

  /** Resolves once all that was written left the process, as far as it can. */
  end(): Promise<void> {
    return this.#write('', true);
  }

  #write(text: string, untilWritten: boolean): Promise<void> {
    if (this.#stop.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const go = (): void => {
        this.#output.off('close', go);
        this.#stop.removeEventListener('abort', go);
        resolve();
      };
      this.#output.once('close', go);
      this.#stop.addEventListener('abort', go);
      // What is written last is taken last: once it is, there is room.
      const hasRoom = this.#output.write(text, go);
      if (hasRoom && !untilWritten) go();
    });
  }
}
