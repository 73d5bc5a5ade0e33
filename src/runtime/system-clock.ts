import { randomUUID } from 'node:crypto';
import type { Clock, Random } from '../domain/clock.js';

/** Node fires a timer at once whose delay does not fit in 31 bits. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** A timer that may be re-armed until its time has come. */
interface SystemTimer {
  node: NodeJS.Timeout | undefined;
}

/** The clock of the machine. This file is the only one that may ask for the real time, timers, chance and ids. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  turn: () =>
    new Promise((resolve) => {
      setImmediate(resolve);
    }),
  setTimeout(task, delay) {
    const timer: SystemTimer = { node: undefined };
    arm(timer, task, delay > 0 ? delay : 0);
    return timer;
  },
  clearTimeout(handle) {
    const timer = handle as SystemTimer | undefined;
    clearTimeout(timer?.node);
  },
};

function arm(timer: SystemTimer, task: () => void, delay: number): void {
  timer.node =
    delay <= LONGEST_TIMER
      ? setTimeout(task, delay)
      : setTimeout(() => arm(timer, task, delay - LONGEST_TIMER), LONGEST_TIMER);
}

/** The machine's own chance. */
export const systemRandom: Random = () => Math.random();

/** A new id that no other process makes. */
export const systemId = (): string => randomUUID();
