import type { EventType, RecordedEvent } from '../../domain/events.js';
import type { Monitor } from '../../domain/monitor.js';

/** How many events may wait for a slow reader in memory; beyond it they are read from the journal again. */
const MOST_WAITING = 1_000;

/**
 * Every recorded event after a position, first from the journal, then as they come, each once and in order, until the
 * monitor stops or `signal` is aborted.
 */
export async function* tailEvents(
  monitor: Pick<Monitor, 'events' | 'events$'>,
  after: number,
  types: readonly EventType[] | undefined,
  signal: AbortSignal,
): AsyncGenerator<RecordedEvent> {
  let position = after;
  let waiting: RecordedEvent[] = [];
  /** Whether the journal has something that does not wait here. */
  let behind = true;
  let over = false;
  let wake: (() => void) | undefined;
  const subscription = monitor.events$.subscribe({
    next(event) {
      if (waiting.length < MOST_WAITING) waiting.push(event);
      else {
        waiting = [];
        behind = true;
      }
      wake?.();
    },
    complete() {
      over = true;
      wake?.();
    },
  });
  signal.addEventListener('abort', () => wake?.(), { once: true });
  try {
    while (!signal.aborted) {
      if (behind) {
        behind = false;
        for await (const event of monitor.events({ after: position, types })) {
          if (signal.aborted) return;
          position = event.position;
          yield event;
        }
      }
      for (const event of waiting.splice(0)) {
        if (event.position <= position || (types !== undefined && !types.includes(event.type))) continue;
        position = event.position;
        yield event;
      }
      if (over && waiting.length === 0) return;
      if (waiting.length === 0 && !behind && !over && !signal.aborted) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      wake = undefined;
    }
  } finally {
    subscription.unsubscribe();
  }
}
