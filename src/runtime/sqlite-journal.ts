import type { Journal } from '../journal/journal.js';
import { settling } from '../journal/settling.js';
import { SqliteJournal, type SqliteJournalOptions } from '../journal/sqlite/sqlite-journal.js';
import { systemClock } from './system-clock.js';

export type { SqliteJournalOptions };

/**
 * A journal in one SQLite file: what was accepted is known after a restart, a crash or a loss of power. Give it to
 * `createMonitor`; one monitor at a time writes to a file, any number of processes may read it.
 *
 * The file is made if there is none. All work on it is done by a thread of its own, so the host never waits for the disk.
 * `read()` works without `open()`, also while another process writes; `close()` then ends the thread that reads.
 *
 * @param path of the file; its folder must exist. SQLite keeps `-wal` and `-shm` beside it, Tocsin a `-lock`
 * @throws {@link ConfigError} for options that cannot be. What is wrong with the file is told when it is
 * opened: see docs/errors.md
 * @example
 * const monitor = createMonitor({ services, journal: sqliteJournal('tocsin.db') });
 */
export function sqliteJournal(path: string, options: SqliteJournalOptions = {}): Journal {
  const journal = new SqliteJournal(path, options, systemClock);
  // A plain object, so that it can be spread to put something in the place of a method.
  return {
    snapshots: journal.snapshots,
    open: () => journal.open(),
    append: settling((events) => journal.append(events)),
    appendNow: (events, ms) => journal.appendNow(events, ms),
    read: (wanted) => journal.read(wanted),
    history: (service, span) => journal.history(service, span),
    close: () => journal.close(),
  };
}
