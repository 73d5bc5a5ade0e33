import type { Clock, TimerHandle } from '../../domain/clock.js';
import type { EventType } from '../../domain/events.js';
import type { Logger } from '../../domain/logger.js';
import type { Monitor } from '../../domain/monitor.js';
import { tailEvents } from './event-tail.js';
import type { LiveFeed } from './live-feed.js';
import { placeId, type Runs, readPlace } from './runs.js';
import type { Seats } from './seats.js';
import { HEARTBEAT_MS, SSE_HEARTBEAT, sseId, sseMessage } from './sse.js';

export interface StreamEventsOptions {
  readonly after: number | undefined;
  readonly types: readonly EventType[] | undefined;
  /** The id of the last event that the reader got before. */
  readonly lastId: string | undefined;
  readonly signal: AbortSignal;
}

/** What a stream of events is made from. */
export interface EventSources {
  readonly monitor: Monitor;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly feed: Pick<LiveFeed, 'runs'>;
  readonly seats: Seats;
}

/**
 * Recorded events as server-sent events, as fast as the reader takes them. If it comes again with an id that is not in
 * this journal, it is told so by `event: reset` and goes on from now. The first word is the id from which it begins, so
 * that a reader that is cut off before anything happened goes on from there, too.
 *
 * @throws {@link HttpProblem} `ERR_HTTP_STREAMS` if too many are open; `ERR_STOPPED` if the monitor was stopped
 */
export async function streamEvents(
  { monitor, clock, logger, feed, seats }: EventSources,
  { after, types, lastId, signal }: StreamEventsOptions,
): Promise<ReadableStream<Uint8Array>> {
  /** Stops to tell. */
  const over = new AbortController();
  const leave = seats.take(() => over.abort());
  const runs = await feed.runs().catch((error: unknown) => {
    leave();
    throw error;
  });
  const head = monitor.journalStats().position;
  const place = lastId === undefined ? undefined : readPlace(lastId);
  const known = place !== undefined && place.position <= head && runs.has(place);
  const begin = known ? place.position : lastId === undefined ? (after ?? head) : head;

  const encoder = new TextEncoder();
  let isGone = false;
  let heartbeat: TimerHandle;
  const end = (): void => {
    isGone = true;
    leave();
    over.abort();
    clock.clearTimeout(heartbeat);
    signal.removeEventListener('abort', end);
  };
  signal.addEventListener('abort', end, { once: true });
  const messages = tell();

  async function* tell(): AsyncGenerator<string> {
    const id = idOf(begin, runs);
    yield lastId === undefined || known
      ? sseId(id)
      : sseMessage('reset', JSON.stringify({ position: head }), id);
    for await (const event of tailEvents(monitor, begin, types, over.signal)) {
      yield sseMessage('event', JSON.stringify(event), idOf(event.position, runs));
    }
    if (!isGone) yield sseMessage('bye', '{}');
  }

  return new ReadableStream<Uint8Array>({
    start(controller) {
      if (signal.aborted) return end();
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
        // To fail instead would have Hono's server print the error, and send its text.
        logger.warn({ err: error }, 'a stream of events broke off');
        controller.close();
      }
    },
    async cancel() {
      end();
      await messages.return(undefined);
    },
  });
}

function idOf(position: number, runs: Runs): string {
  return placeId({ run: runs.at(position), position });
}
