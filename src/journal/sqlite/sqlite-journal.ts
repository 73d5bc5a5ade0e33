import type { Clock, TimerHandle } from '../../domain/clock.js';
import type { RecordedEvent } from '../../domain/events.js';
import { OptionIssues, show } from '../../domain/option-issues.js';
import { Patience } from '../../domain/patience.js';
import type { ReadOptions } from '../../domain/read-options.js';
import { TocsinError } from '../../domain/tocsin-error.js';
import { decodeEvent } from '../decode-event.js';
import type { Journal, JournalHead, TimeSpan } from '../journal.js';
import { type RetentionOptions, resolveRetention } from '../retention.js';
import type { Snapshot } from '../snapshot.js';
import { decodeRows, encodeBatch } from './event-batch.js';
import { StoreClient } from './store-client.js';
import type { ChunkWanted, StoreOptions } from './store-protocol.js';

/** How a SQLite journal behaves. */
export interface SqliteJournalOptions {
  /**
   * `strict`: a batch is on the disk before anything acts on it, so that not even a loss of power costs an alert.
   * `relaxed`: a batch is with the operating system before anything acts on it and on the disk within a second; a killed
   * process costs nothing, a loss of power the last second. Default `strict`.
   */
  readonly durability?: 'strict' | 'relaxed' | undefined;
  /** How long what is kept. Default: checks 7 days, everything else 90 days, rollups longer. */
  readonly retention?: RetentionOptions | undefined;
}

const OPTIONS: readonly string[] = ['durability', 'retention'] satisfies (keyof SqliteJournalOptions)[];

/** How many events are read at a time. */
const CHUNK = 1_000;
/** How long a write may take before it counts as failed, in milliseconds. */
const PATIENCE = 5_000;
/** How long a thread that only reads is kept for the next reading, in milliseconds. */
const LINGER = 1_000;
/** In relaxed mode, how long what is written may wait for the disk, in milliseconds. */
const SYNC_EVERY = 1_000;

/** A journal in one SQLite file. All work on the file is done by a thread of its own. */
export class SqliteJournal implements Journal {
  readonly snapshots = {
    lasting: true,
    save: async (snapshot: Snapshot): Promise<void> => {
      await this.#patience.wait(() => this.#writer().call('saveSnapshot', snapshot));
    },
    load: async (version: string): Promise<Snapshot | undefined> =>
      (await this.#writer().call('loadSnapshot', version)) ?? undefined,
  };

  readonly #clock: Clock;
  readonly #store: Omit<StoreOptions, 'mode' | 'now'>;
  #client: StoreClient | undefined;
  #reader: Promise<StoreClient> | undefined;
  readonly #patience: Patience;
  #syncTimer: TimerHandle | undefined;
  #readings = 0;
  #lingerTimer: TimerHandle | undefined;

  /** @param clock real time: a disk knows no other */
  constructor(path: string, options: SqliteJournalOptions, clock: Clock) {
    const issues = new OptionIssues('sqliteJournal');
    issues.known(options, OPTIONS);
    const { durability = 'strict', retention = {} } = options;
    if (typeof path !== 'string' || path === '' || path.includes('\0')) {
      issues.add('path', `${show(path)} is not the name of a file; write one such as 'tocsin.db'`);
    }
    if (durability !== 'strict' && durability !== 'relaxed') {
      issues.add('durability', `${show(durability)} is not 'strict' or 'relaxed'`);
    }
    this.#clock = clock;
    this.#store = { path, durability, retention: resolveRetention(retention, issues) };
    issues.throwIfAny();
    this.#patience = this.#newPatience();
  }

  async open(): Promise<JournalHead> {
    if (this.#client?.ended === false) {
      throw new TocsinError(
        'ERR_JOURNAL_HELD',
        `${this.#store.path} is in use by another monitor of this process; stop that one first`,
      );
    }
    const client = new StoreClient();
    this.#client = client;
    try {
      return { position: await client.call('open', this.#options('write')) };
    } catch (error) {
      this.#client = undefined;
      await client.end();
      throw error;
    }
  }

  async append(events: readonly RecordedEvent[]): Promise<void> {
    await this.#patience.wait(async () => {
      const writer = this.#writer().ended ? await this.#openAgain() : this.#writer();
      await writer.call('append', encodeBatch(events));
    });
    if (this.#store.durability === 'relaxed') this.#syncLater();
  }

  appendNow(events: readonly RecordedEvent[], ms: number): boolean {
    const client = this.#client;
    if (client === undefined) return false;
    const isStrict = this.#store.durability === 'strict';
    const each = isStrict ? ms : ms / 2;
    return (
      client.callNow('append', encodeBatch(events), each) && (isStrict || client.callNow('sync', null, each))
    );
  }

  async *read(options: ReadOptions = {}): AsyncGenerator<RecordedEvent, void, undefined> {
    this.#beginReading();
    try {
      yield* this.#readAll(await this.#readable(), options);
    } finally {
      this.#endReading();
    }
  }

  async *#readAll(client: StoreClient, options: ReadOptions): AsyncGenerator<RecordedEvent, void, undefined> {
    const { types } = options;
    const { after, until, types: names } = await client.call('seek', options);
    const wanted = (from: number): ChunkWanted => ({ span: { after: from, until }, types, limit: CHUNK });
    let last = after;
    let next = client.call('chunk', wanted(after));
    for (;;) {
      const chunk = await next;
      if (chunk.last === undefined) return;
      // Fetched while this one is worked on; a reader who stops early does not ask how that went.
      next = client.call('chunk', wanted(chunk.last));
      next.catch(() => {});
      for (const raw of decodeRows(chunk.text, names)) {
        if (raw.position <= last) throw outOfOrder(raw.position);
        last = raw.position;
        yield decodeEvent(raw);
      }
      // The next one may be there already: without this a long reading would leave the host no turn until its end.
      await this.#clock.turn?.();
    }
  }

  async history(service: string, span: TimeSpan): ReturnType<NonNullable<Journal['history']>> {
    this.#beginReading();
    try {
      return await (await this.#readable()).call('history', { service, span });
    } finally {
      this.#endReading();
    }
  }

  async close(): Promise<void> {
    this.#clock.clearTimeout(this.#syncTimer);
    this.#syncTimer = undefined;
    this.#clock.clearTimeout(this.#lingerTimer);
    const client = this.#client;
    const reader = await this.#reader?.catch(() => undefined);
    this.#client = undefined;
    this.#reader = undefined;
    await Promise.all(
      [client, reader].map(async (open) => {
        if (open === undefined) return;
        await this.#newPatience()
          .wait(() => open.end())
          .catch(() => open.abandon());
      }),
    );
  }

  /** A thread that ended by itself, as for want of memory, is replaced: what was not written is appended again. */
  async #openAgain(): Promise<StoreClient> {
    const client = new StoreClient();
    this.#client = client;
    await client.call('open', this.#options('write')).catch(async (error: unknown) => {
      await client.end();
      throw error;
    });
    return client;
  }

  #newPatience(): Patience {
    const { path } = this.#store;
    const message = `${path} takes more than ${PATIENCE / 1_000} s to write; look to its disk`;
    return new Patience({
      clock: this.#clock,
      ms: PATIENCE,
      slow: () => new TocsinError('ERR_JOURNAL_SLOW', message),
    });
  }

  #writer(): StoreClient {
    if (this.#client !== undefined) return this.#client;
    throw new TocsinError('ERR_JOURNAL_CLOSED', `the journal ${this.#store.path} is not open; open it first`);
  }

  /** The thread that writes, or one that only reads. */
  async #readable(): Promise<StoreClient> {
    if (this.#client !== undefined) return this.#client;
    this.#reader ??= this.#openReader();
    return this.#reader;
  }

  #beginReading(): void {
    this.#readings++;
    this.#clock.clearTimeout(this.#lingerTimer);
  }

  /** A thread that only reads and is asked no more ends by itself: nobody may think of `close`. */
  #endReading(): void {
    this.#readings--;
    if (this.#readings > 0 || this.#reader === undefined) return;
    this.#lingerTimer = this.#clock.setTimeout(() => {
      const reader = this.#reader;
      this.#reader = undefined;
      void reader?.then((client) => client.end()).catch(() => {});
    }, LINGER);
  }

  async #openReader(): Promise<StoreClient> {
    const client = new StoreClient();
    try {
      await client.call('open', this.#options('read'));
      return client;
    } catch (error) {
      this.#reader = undefined;
      await client.end();
      throw error;
    }
  }

  #options(mode: StoreOptions['mode']): StoreOptions {
    return { ...this.#store, mode, now: this.#clock.now() };
  }

  #syncLater(): void {
    this.#syncTimer ??= this.#clock.setTimeout(() => {
      this.#syncTimer = undefined;
      this.#client?.call('sync', null).catch(() => {});
    }, SYNC_EVERY);
  }
}

function outOfOrder(position: number): TocsinError {
  return new TocsinError(
    'ERR_JOURNAL_CORRUPT',
    `the journal gave the event at position ${position} out of order; check the file with SQLite's integrity_check`,
  );
}
