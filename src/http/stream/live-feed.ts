import type { Subscription } from 'rxjs';
import type { Clock, TimerHandle } from '../../domain/clock.js';
import type { RecordedEvent } from '../../domain/events.js';
import type { Logger } from '../../domain/logger.js';
import type { Monitor } from '../../domain/monitor.js';
import type { Change, Overview } from '../api/views.js';
import { HttpProblem } from '../problem.js';
import { AlertBook, type BookSize } from './alert-book.js';
import { overviewOf, SHOWN } from './overview-of.js';
import { readBook } from './read-book.js';
import { placeId, Runs, readPlace } from './runs.js';
import type { Seats } from './seats.js';
import { createSseClient, HEARTBEAT_MS, SSE_HEARTBEAT, type SseClient, sseMessage } from './sse.js';
import { Touched } from './touched.js';

/** What is remembered. */
const REMEMBERED: BookSize = { alerts: 1_000, notifications: 500 };
/** How often changes are told. What happens in between is told together; who comes in between begins with one snapshot. */
const FLUSH_MS = 250;
/** What is looked up in the journal for somebody who comes again; who missed more gets everything anew. */
const MOST_MISSED = 5_000;

export interface LiveFeedOptions {
  readonly monitor: Monitor;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly version: string;
  readonly seats: Seats;
}

/** A reader of the stream. */
interface Reader {
  readonly client: SseClient;
  /** What was touched while it is still being brought up to date; `undefined` once it is. */
  missed: Touched | undefined;
}

/** Everything at one position, as a message. */
interface Snapshot {
  readonly bytes: Uint8Array;
  /** When it was made, epoch milliseconds. */
  readonly at: number;
}

const encoder = new TextEncoder();

/**
 * What the page shows, kept up to date: one snapshot, then what changed, four times a second at most and made once for
 * all readers. Each message's id is a place in the journal, from which a reader that comes again goes on without loss.
 */
export class LiveFeed {
  readonly #options: LiveFeedOptions;
  readonly #readers = new Set<Reader>();
  #runs = new Runs();
  readonly #subscription: Subscription;
  #book = new AlertBook(REMEMBERED);
  #touched: Touched | undefined;
  /** The latest snapshot, as long as no change was told since: all that came after it is in what was touched. */
  #snapshot: Snapshot | undefined;
  /** What came in while the book is being read from the journal. */
  #unread: RecordedEvent[] | undefined;
  #reading: Promise<void> | undefined;
  #flushTimer: TimerHandle | undefined;
  #heartbeatTimer: TimerHandle | undefined;
  #ended = false;

  constructor(options: LiveFeedOptions) {
    this.#options = options;
    this.#subscription = options.monitor.events$.subscribe({
      next: (event) => this.#hear(event),
      complete: () => this.end(),
    });
  }

  /** The latest alerts and notifications, those from before this run included. */
  async book(): Promise<AlertBook> {
    await this.#read();
    return this.#book;
  }

  async overview(): Promise<Overview> {
    await this.#read();
    return overviewOf(this.#options, this.#book);
  }

  /**
   * A stream of its own for one reader.
   *
   * @param lastId of the last message that it got before, if it comes again
   * @param hangUp breaks its connection off
   */
  async open(lastId: string | undefined, hangUp?: () => void): Promise<ReadableStream<Uint8Array>> {
    this.#mustGoOn();
    const leave = this.#options.seats.take();
    const reader: Reader = {
      client: createSseClient(() => {
        leave();
        this.#readers.delete(reader);
        if (this.#readers.size === 0) this.#rest();
      }, hangUp),
      missed: new Touched(),
    };
    this.#readers.add(reader);
    try {
      await this.#read();
      const missed = lastId === undefined ? undefined : await this.#missedSince(lastId);
      this.#begin(reader, missed);
    } catch (error) {
      reader.client.close();
      throw error;
    }
    return reader.client.body;
  }

  /**
   * Which run wrote where, kept up to date.
   *
   * @throws {@link HttpProblem} `ERR_STOPPED` if the monitor was stopped
   */
  async runs(): Promise<Runs> {
    this.#mustGoOn();
    await this.#read();
    return this.#runs;
  }

  /** Ends all streams. */
  end(): void {
    if (this.#ended) return;
    this.#flush();
    this.#ended = true;
    this.#subscription.unsubscribe();
    this.#rest();
    for (const { client } of this.#readers) {
      client.send(sseMessage('bye', '{}'));
      client.close();
    }
  }

  #mustGoOn(): void {
    if (this.#ended) throw new HttpProblem(503, 'ERR_STOPPED', 'the monitor was stopped');
  }

  /** From here to the end of the call nothing can change, so what is told is of one position. */
  #begin(reader: Reader, missed: Touched | undefined): void {
    const { monitor, clock } = this.#options;
    missed?.merge(reader.missed ?? new Touched());
    reader.missed = undefined;
    if (missed?.isIn(this.#book) === true) {
      reader.client.send(this.#message('change', missed.change(monitor, this.#book, clock.now())));
    } else {
      reader.client.send(this.#latestSnapshot());
    }
    this.#heartbeatTimer ??= this.#nextHeartbeat();
  }

  /** What happened since a message; `undefined` if that cannot be told. */
  async #missedSince(id: string): Promise<Touched | undefined> {
    const { monitor } = this.#options;
    const place = readPlace(id);
    const head = monitor.journalStats().position;
    if (place === undefined || place.position > head || head - place.position > MOST_MISSED) return undefined;
    if (!this.#runs.has(place)) return undefined;
    const missed = new Touched();
    let position = place.position;
    for await (const event of monitor.events({ after: position })) {
      // Something in between is not there: forgotten, or still waiting for the journal.
      if (event.position !== position + 1) return undefined;
      position = event.position;
      missed.add(event);
    }
    return position < head ? undefined : missed;
  }

  #hear(event: RecordedEvent): void {
    this.#runs.apply(event);
    this.#unread?.push(event);
    this.#book.apply(event);
    if (this.#readers.size === 0) return;
    this.#touched ??= new Touched();
    this.#touched.add(event);
    this.#flushTimer ??= this.#options.clock.setTimeout(() => {
      this.#flushTimer = undefined;
      this.#flush();
    }, FLUSH_MS);
  }

  #flush(): void {
    const touched = this.#touched;
    if (touched === undefined) return;
    this.#touched = undefined;
    this.#snapshot = undefined;
    const { monitor, clock } = this.#options;
    const ready: SseClient[] = [];
    for (const { client, missed } of this.#readers) {
      if (missed === undefined) ready.push(client);
      else missed.merge(touched);
    }
    if (ready.length === 0) return;
    const bytes = encoder.encode(this.#message('change', touched.change(monitor, this.#book, clock.now())));
    for (const client of ready) client.send(bytes);
  }

  /** One for all who come soon after one another: a large one takes long to make. */
  #latestSnapshot(): Uint8Array {
    const now = this.#options.clock.now();
    const known = this.#snapshot;
    if (known !== undefined && now >= known.at && now < known.at + FLUSH_MS) return known.bytes;
    const bytes = encoder.encode(this.#message('snapshot', overviewOf(this.#options, this.#book)));
    this.#snapshot = { bytes, at: now };
    return bytes;
  }

  #message(event: 'snapshot' | 'change', data: Overview | Change): string {
    const { position } = data;
    return sseMessage(event, JSON.stringify(data), placeId({ run: this.#runs.at(position), position }));
  }

  /** Fills the book with what was before this run; once is enough. */
  #read(): Promise<void> {
    this.#reading ??= this.#readBook().catch((error: unknown) => {
      this.#unread = undefined;
      this.#reading = undefined;
      throw error;
    });
    return this.#reading;
  }

  async #readBook(): Promise<void> {
    const { monitor } = this.#options;
    // Over, its journal is closed; what was heard is all there is.
    if (this.#ended) return;
    const unread: RecordedEvent[] = [];
    this.#unread = unread;
    const runs = new Runs();
    for await (const event of monitor.events({ types: ['runtime.started'] })) runs.apply(event);
    const book = await readBook(this.#options, {
      size: REMEMBERED,
      isEnough: (found) => found.alerts().length >= SHOWN.alerts,
    });
    // What was heard is later than what was read, and there even if the journal cannot be written.
    book.adopt(this.#book);
    for (const event of unread) book.apply(event);
    runs.adopt(this.#runs);
    this.#book = book;
    this.#runs = runs;
    this.#unread = undefined;
  }

  #nextHeartbeat(): TimerHandle {
    return this.#options.clock.setTimeout(() => {
      // It may be large, and nobody will have it any more.
      this.#snapshot = undefined;
      for (const { client } of this.#readers) client.send(SSE_HEARTBEAT);
      this.#heartbeatTimer = this.#readers.size === 0 ? undefined : this.#nextHeartbeat();
    }, HEARTBEAT_MS);
  }

  /** No timer while nobody reads. */
  #rest(): void {
    const { clock } = this.#options;
    clock.clearTimeout(this.#flushTimer);
    clock.clearTimeout(this.#heartbeatTimer);
    this.#flushTimer = undefined;
    this.#heartbeatTimer = undefined;
    this.#touched = undefined;
    this.#snapshot = undefined;
  }
}
