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

/** That of the thread this runs in; elsewhere one that nobody ever leaves. */
let own = newThreadState();

/** In the thread, before anything else. */
export function takeThreadState(state: ThreadState): void {
  own = state;
}

/** In the thread, within a call: pauses so many milliseconds, and no longer once the process is about to end, which it says. */
export function pauseUnlessLeaving(ms: number): boolean {
  Atomics.wait(own, LEAVING, 0, ms);
  return Atomics.load(own, LEAVING) === 0;
}

/**
 * In the host, as its process ends: lets no call begin, and waits for the one under way, at most `ms` milliseconds. Says
 * whether it is over.
 */
export function leave(state: ThreadState, ms: number): boolean {
  Atomics.store(state, LEAVING, 1);
  Atomics.notify(state, LEAVING);
  return Atomics.wait(state, BUSY, 1, ms) !== 'timed-out';
}
