import { join, relative, resolve } from 'node:path';
import { isJournal } from '../config/is-journal.js';
import type { JournalSpec } from '../config/journal-schema.js';
import type { JournalSetting } from '../config/journal-setting.js';
import type { Journal } from '../journal/journal.js';

/** The option that names the journal of a command that reads one. */
export const JOURNAL_OPTION = {
  type: 'string',
  alias: 'j',
  valueHint: 'file',
  description: 'The journal; default: the one that the configuration names, else tocsin.db',
} as const;

/** The journal that a command works with; not made yet, unless the configuration is a program and made one. */
export type ChosenJournal = JournalSpec | { readonly type: 'given'; readonly journal: Journal };

/**
 * Which journal: the one that `--journal` names, else the configuration's, else `tocsin.db` beside the configuration.
 *
 * @param wanted what `--journal` says: a path, from the working directory, or `memory`
 */
export function chooseJournal(wanted: unknown, { folder, spec, given }: JournalSetting): ChosenJournal {
  if (wanted === 'memory') return spec?.type === 'memory' ? spec : { type: 'memory' };
  // Another file is kept as the configuration says.
  const settings = spec?.type === 'sqlite' ? spec : undefined;
  if (typeof wanted === 'string') return { ...settings, type: 'sqlite', path: resolve(wanted) };
  if (given !== undefined && isJournalOfTocsin(given)) return { type: 'given', journal: given };
  return spec ?? { type: 'sqlite', path: join(folder, 'tocsin.db') };
}

/** A journal in a few words. */
export function describeJournal(chosen: ChosenJournal): string {
  switch (chosen.type) {
    case 'sqlite':
      return shownPath(chosen.path);
    case 'memory':
      return 'memory: nothing is kept when it stops';
    case 'given':
      return 'made by the configuration';
  }
}

/** A path as it is shown: from the working directory if it lies within, else whole. */
export function shownPath(path: string): string {
  const shown = relative(process.cwd(), path);
  return shown === '' || shown.startsWith('..') ? path : shown;
}

/** What a program's journal does is its own affair; that it has the methods of one is all that can be seen. */
function isJournalOfTocsin(given: object): given is Journal {
  return isJournal(given);
}
