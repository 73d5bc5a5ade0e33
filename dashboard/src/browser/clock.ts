import { signal } from '@preact/signals';
import { learnOffset, type ServerClock } from '../state/server-clock.js';

let clock: ServerClock | undefined;
const ticks = signal(Date.now());

/** The browser's time. */
export function browserNow(): number {
  return Date.now();
}

/** The server's time, as far as it is known. */
export function serverNow(): number {
  return Date.now() + (clock?.offset ?? 0);
}

/** The server's time, to the second; whoever reads it in a component follows it. */
export const now = {
  get value(): number {
    return ticks.value;
  },
  peek: (): number => ticks.peek(),
};

/** Learns from the server's time in a message that came just now. */
export function learnServerTime(at: number): void {
  clock = learnOffset(clock, at, Date.now());
  tick();
}

function tick(): void {
  const whole = Math.floor(serverNow() / 1_000) * 1_000;
  if (whole !== ticks.peek()) ticks.value = whole;
}

/** Nobody sees a hidden page tick. */
export function startTicking(): void {
  setInterval(() => {
    if (!document.hidden) tick();
  }, 1_000);
  document.addEventListener('visibilitychange', tick);
}
