import { dirname, resolve } from 'node:path';
import type { ConfigIssue } from '../domain/config-error.js';
import { looksLikeJournal } from './is-journal.js';
import { type JournalSpec, journalSpec } from './journal-schema.js';
import { issuesOf } from './schema-parts.js';

/** Where a configuration file has events kept. */
export interface JournalSetting {
  /** The folder of the file, absolute. */
  readonly folder: string;
  /** What the file says, its path absolute; left out if it says nothing or made a journal itself. */
  readonly spec?: JournalSpec;
  /** The journal that a TypeScript or JavaScript file made itself. */
  readonly given?: object;
}

/**
 * Reads the `journal` of a configuration file. What a program put there in place of a path or type is handed on as
 * `given`, whether it can be used or not: that is for `resolveConfig` to say.
 *
 * @param file an absolute path; a relative path of a journal starts at its folder
 */
export function readJournalSetting(
  config: unknown,
  file: string,
): { readonly setting: JournalSetting; readonly issues: readonly ConfigIssue[] } {
  const folder = dirname(file);
  const journal = typeof config === 'object' && config !== null ? Reflect.get(config, 'journal') : undefined;
  if (journal === undefined) return { setting: { folder }, issues: [] };
  if (looksLikeJournal(journal)) return { setting: { folder, given: journal }, issues: [] };
  const { data: spec, error } = journalSpec.safeParse(journal);
  if (error !== undefined) return { setting: { folder }, issues: issuesOf(error, ['journal']) };
  const absolute = spec.type === 'sqlite' ? { ...spec, path: resolve(folder, spec.path) } : spec;
  return { setting: { folder, spec: absolute }, issues: [] };
}
