/** What the host and the thread that owns a journal's file know of each other at once, without a message. */
export type ThreadState = Int32Array<SharedArrayBuffer>;

/** Whether the thread is in a call into the driver. */
const BUSY = 0;
/** Whether the process is about to end, so that no call may begin. */
const LEAVING = 1;

export function newThreadState(): ThreadState {
  return new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
}

/** In the thread: whether a call may begin. `callEnds` says when it is over. */
export function callBegins(state: ThreadState): boolean {
  Atomics.store(state, BUSY, 1);
  if (Atomics.load(state, LEAVING) === 0) return true;
  callEnds(state);
  return false;
}

export function callEnds(state: ThreadState): void {
  Atomics.store(state, BUSY, 0);
  Atomics.notify(state, BUSY);
}

/** In the host, as its process ends: lets no call begin, and waits for the one under way, at most `ms` milliseconds. */
export function leave(state: ThreadState, ms: number): void {
  Atomics.store(state, LEAVING, 1);
  Atomics.wait(state, BUSY, 1, ms);
}
