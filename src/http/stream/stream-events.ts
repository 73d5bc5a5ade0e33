import type { Clock, TimerHandle } from '../../domain/clock.js';
import type { EventType, RecordedEvent } from '../../domain/events.js';
import type { Monitor } from '../../domain/monitor.js';
import { tailEvents } from './event-tail.js';
import { placeId, Runs, readPlace } from './runs.js';
import { HEARTBEAT_MS, SSE_HEARTBEAT, sseMessage } from './sse.js';

export interface StreamEventsOptions {
  readonly after: number | undefined;
  readonly types: readonly EventType[] | undefined;
  /** The id of the last event that the reader got before. */
  readonly lastId: string | undefined;
  readonly signal: AbortSignal;
}

/**
 * Recorded events as server-sent events, as fast as the reader takes them. If it comes again with an id that is not in
 * this journal, it is told so by `event: reset` and goes on from now.
 */
export function streamEvents(
  { monitor, clock }: { readonly monitor: Monitor; readonly clock: Clock },
  { after, types, lastId, signal }: StreamEventsOptions,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const gone = new AbortController();
  const stop = (): void => gone.abort();
  signal.addEventListener('abort', stop, { once: true });
  let heartbeat: TimerHandle;
  const end = (): void => {
    stop();
    clock.clearTimeout(heartbeat);
    signal.removeEventListener('abort', stop);
  };
  const messages = tell();

  async function* tell(): AsyncGenerator<string> {
    const runs = new Runs();
    for await (const event of monitor.events({ types: ['runtime.started'] })) runs.apply(event);
    const head = monitor.journalStats().position;
    const place = lastId === undefined ? undefined : readPlace(lastId);
    const known = place !== undefined && place.position <= head && runs.has(place);
    if (lastId !== undefined && !known) yield sseMessage('reset', JSON.stringify({ position: head }));
    const begin = known ? place.position : lastId === undefined ? (after ?? head) : head;
    for await (const event of tailEvents(monitor, begin, types, gone.signal)) {
      runs.apply(event);
      yield messageOf(event, runs);
    }
    if (!gone.signal.aborted) yield sseMessage('bye', '{}');
  }

  return new ReadableStream<Uint8Array>({
    start(controller) {
      const beat = (): void => {
        if ((controller.desiredSize ?? 0) > 0) controller.enqueue(encoder.encode(SSE_HEARTBEAT));
        heartbeat = clock.setTimeout(beat, HEARTBEAT_MS);
      };
      heartbeat = clock.setTimeout(beat, HEARTBEAT_MS);
    },
    async pull(controller) {
      try {
        const { value, done } = await messages.next();
        if (done !== true) {
          controller.enqueue(encoder.encode(value));
          return;
        }
        end();
        controller.close();
      } catch (error) {
        end();
        controller.error(error);
      }
    },
    async cancel() {
      end();
      await messages.return(undefined);
    },
  });
}

function messageOf(event: RecordedEvent, runs: Runs): string {
  const id = placeId({ run: runs.at(event.position), position: event.position });
  return sseMessage('event', JSON.stringify(event), id);
}
