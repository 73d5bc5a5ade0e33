import type { Worker } from 'node:worker_threads';
import { TocsinError } from '../../domain/tocsin-error.js';
import { startWorker } from './start-worker.js';
import {
  DONE,
  type StoreAnswer,
  type StoreCall,
  type StoreCalls,
  type StoreRequest,
} from './store-protocol.js';
import { leave, newThreadState, type ThreadState } from './thread-state.js';

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: TocsinError) => void;
}

/** How long a process that ends waits for the call that a thread is in, in milliseconds. */
const LAST_WAIT = 1_000;

/** The threads that have not ended. */
const LIVE = new Set<ThreadState>();

/** Threads are torn down with the process, and a call into the driver that fails then would have it end otherwise. */
function leaveAll(): void {
  for (const state of LIVE) leave(state, LAST_WAIT);
}

/** The thread that owns a journal's file, seen from the host. It keeps the process alive only while it is asked something. */
export class StoreClient {
  readonly #worker: Worker;
  readonly #state = newThreadState();
  readonly #waiting = new Map<number, Waiting>();
  #ids = 0;
  #ended: TocsinError | undefined;
  readonly #exited: Promise<void>;

  constructor() {
    this.#worker = startWorker(this.#state);
    if (LIVE.size === 0) process.on('exit', leaveAll);
    LIVE.add(this.#state);
    this.#worker.unref();
    this.#worker.on('message', (answer: StoreAnswer) => this.#answered(answer));
    this.#worker.on('error', (error: unknown) => this.#end(`failed: ${messageOf(error)}`));
    this.#exited = new Promise((resolve) => {
      this.#worker.on('exit', () => {
        this.#end('ended');
        LIVE.delete(this.#state);
        if (LIVE.size === 0) process.off('exit', leaveAll);
        resolve();
      });
    });
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

  /**
   * Calls the thread and waits with this one, at most `ms` milliseconds. Says whether the call succeeded; one that is not
   * waited for any longer may still.
   */
  callNow<C extends StoreCall>(call: C, argument: Parameters<StoreCalls[C]>[0], ms: number): boolean {
    if (this.#ended !== undefined) return false;
    const awaited = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    // An id that nobody waits for: the answer comes to this thread too late to be of use.
    this.#worker.postMessage({ id: 0, call, argument, awaited } as StoreRequest);
    Atomics.wait(awaited, 0, 0, ms);
    return Atomics.load(awaited, 0) === DONE;
  }

  /**
   * Closes the file and ends the thread. It is never broken off: a call into the driver that fails while its thread is
   * torn down would end the whole process.
   */
  async end(): Promise<void> {
    if (this.#ended === undefined) await this.call('close', null).catch(() => {});
    this.#end('was ended');
    // It is about to end; until then it is waited for.
    this.#worker.ref();
    await this.#exited;
  }

  /** Leaves a thread to itself that hangs in a call to the system; it ends when that returns. */
  abandon(): void {
    this.#end('was given up');
    this.#worker.unref();
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
