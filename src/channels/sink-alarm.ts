import type { Clock, TimerHandle } from '../domain/clock.js';

/** One timer that is set anew as plans change. */
export interface Alarm {
  /** Makes it ring at that time, epoch milliseconds, and at no other; undefined for never. */
  set(due: number | undefined): void;
}

/**
 * An alarm that calls `ring` with the time. That is never earlier than the time it was set to, even if the timer fires
 * a little early or the wall clock was set back: that it fired is what counts.
 */
export function sinkAlarm(clock: Clock, ring: (at: number) => void): Alarm {
  let timer: { readonly due: number; readonly handle: TimerHandle } | undefined;
  return {
    set(due) {
      if (due === timer?.due) return;
      if (timer !== undefined) clock.clearTimeout(timer.handle);
      timer =
        due === undefined ? undefined : { due, handle: clock.setTimeout(() => fire(due), due - clock.now()) };
    },
  };

  function fire(due: number): void {
    timer = undefined;
    ring(Math.max(due, clock.now()));
  }
}

/** Whether the work is done within so many milliseconds; rejects if the work does. */
export async function doneWithin(clock: Clock, ms: number, work: Promise<void>): Promise<boolean> {
  let handle: TimerHandle;
  const timeUp = new Promise<boolean>((resolve) => {
    handle = clock.setTimeout(() => resolve(false), ms);
  });
  try {
    return await Promise.race([work.then(() => true), timeUp]);
  } finally {
    clock.clearTimeout(handle);
  }
}
