import type { Worker } from 'node:worker_threads';
import { TocsinError } from '../../domain/tocsin-error.js';
import { startWorker } from './start-worker.js';
import type { StoreAnswer, StoreCall, StoreCalls, StoreRequest } from './store-protocol.js';

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: TocsinError) => void;
}

/** The thread that owns a journal's file, seen from the host. It keeps the process alive only while it is asked something. */
export class StoreClient {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #ids = 0;
  #ended: TocsinError | undefined;

  constructor() {
    this.#worker = startWorker();
    this.#worker.unref();
    this.#worker.on('message', (answer: StoreAnswer) => this.#answered(answer));
    this.#worker.on('error', (error: unknown) => this.#end(`failed: ${messageOf(error)}`));
    this.#worker.on('exit', () => this.#end('ended'));
  }

  /** Whether it can be asked no more. */
  get ended(): boolean {
    return this.#ended !== undefined;
  }

  /** How many calls are not answered yet. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Calls the thread. Rejects with a {@link TocsinError}. */
  call<C extends StoreCall>(
    call: C,
    argument: Parameters<StoreCalls[C]>[0],
  ): Promise<ReturnType<StoreCalls[C]>> {
    return new Promise((resolve, reject) => {
      if (this.#ended !== undefined) return reject(this.#ended);
      const id = ++this.#ids;
      const settle = resolve as (value: unknown) => void;
      this.#waiting.set(id, { resolve: settle, reject });
      if (this.#waiting.size === 1) this.#worker.ref();
      this.#worker.postMessage({ id, call, argument } as StoreRequest);
    });
  }

  /** Ends the thread. A call to the system that hangs cannot be broken off: the thread then ends when it returns. */
  async end(): Promise<void> {
    this.#end('was ended');
    await this.#worker.terminate();
  }

  #answered({ id, value, error }: StoreAnswer): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    this.#waiting.delete(id);
    if (this.#waiting.size === 0) this.#worker.unref();
    if (error === undefined) waiting.resolve(value);
    else waiting.reject(new TocsinError(error.code, error.message));
  }

  #end(how: string): void {
    this.#ended ??= new TocsinError('ERR_JOURNAL_CLOSED', `the thread that writes the journal ${how}`);
    for (const { reject } of this.#waiting.values()) reject(this.#ended);
    this.#waiting.clear();
    this.#worker.unref();
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
