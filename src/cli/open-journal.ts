import { stat } from 'node:fs/promises';
import { hasSettings } from '../config/environment-settings.js';
import { configFilesIn } from '../config/find-config-file.js';
import type { JournalSetting } from '../config/journal-setting.js';
import { type LoadedConfig, loadJournalSetting } from '../config/load-config.js';
import { TocsinError } from '../domain/tocsin-error.js';
import type { Journal } from '../journal/journal.js';
import { chooseJournal, shownPath } from './choose-journal.js';
import { configSurroundings } from './config-surroundings.js';
import { createPartFactory } from './create-part-factory.js';

/** What a command was told of the journal it is to read. */
export interface JournalSource {
  /** What `--journal` says. */
  readonly journal: unknown;
  /** What `--config` says. */
  readonly config?: unknown;
  /** The configuration, if the command loaded it already. */
  readonly loaded?: Pick<LoadedConfig, 'journal'>;
}

/**
 * The journal that a command is to read, which must exist: the one that `--journal` names, else that of the
 * configuration, else `tocsin.db` here. It is not opened for writing; `close()` ends its reader. The configuration is
 * read only if it may name the journal and there is one.
 *
 * @throws {@link TocsinError} `ERR_JOURNAL_MISSING` if there is no such file, `ERR_USAGE` for a journal in memory,
 * which lives within the process that writes it; `ConfigError` if the configuration cannot say which journal it is.
 */
export async function openJournalFile(given: JournalSource): Promise<Journal> {
  const source = { ...given, journal: given.journal ?? process.env.TOCSIN_JOURNAL };
  const chosen = chooseJournal(source.journal, await settingOf(source));
  if (chosen.type === 'given') return chosen.journal;
  if (chosen.type === 'memory') {
    throw new TocsinError(
      'ERR_USAGE',
      source.journal === undefined
        ? 'the configuration keeps its journal in memory, where only the process that writes it can read it; name a file with --journal, or set journal: tocsin.db there'
        : 'a journal in memory can be read only by the process that writes it; name a file with --journal',
    );
  }
  await mustBeFile(chosen.path);
  return createPartFactory(false).journal(chosen);
}

async function settingOf({ journal, config, loaded }: JournalSource): Promise<JournalSetting> {
  if (loaded !== undefined) return loaded.journal;
  const here = { folder: process.cwd() };
  if (typeof journal === 'string') return here;
  const named = config !== undefined || hasSettings(process.env);
  if (!named && (await configFilesIn(here.folder)).length === 0) return here;
  return loadJournalSetting(configSurroundings(config));
}

async function mustBeFile(path: string): Promise<void> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw missing(`the journal ${shownPath(path)} cannot be read: ${error.code ?? error.message}`, error);
  });
  if (found === undefined) throw missing(`there is no journal ${shownPath(path)}`);
  if (!found.isFile()) throw missing(`${shownPath(path)} is no file`);
}

function missing(what: string, cause?: unknown): TocsinError {
  return new TocsinError(
    'ERR_JOURNAL_MISSING',
    `${what}; tocsin run writes one, --journal names another`,
    cause === undefined ? undefined : { cause },
  );
}
