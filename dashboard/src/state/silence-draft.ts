import type { AlertMatchJson, PlainMatchJson, TextMatchJson } from '../../../src/domain/matcher.js';

export const MATCH_FIELDS = ['service', 'category', 'title', 'key', 'severity', 'label'] as const;
export type MatchField = (typeof MATCH_FIELDS)[number];

export const MATCH_MODES = ['is', 'matches', 'is not', 'does not match'] as const;
export type MatchMode = (typeof MATCH_MODES)[number];

/** One condition as it is being written. */
export interface MatchRow {
  readonly field: MatchField;
  /** Which label, if the field is one. */
  readonly label: string;
  readonly mode: MatchMode;
  readonly value: string;
}

export const EMPTY_ROW: MatchRow = { field: 'service', label: '', mode: 'is', value: '' };

/** What is wrong with a row, if anything is. */
export function rowProblem(row: MatchRow, rows: readonly MatchRow[]): string | undefined {
  if (row.field === 'label' && row.label.trim() === '') return 'Say which label';
  if (row.value === '') return 'Say what to compare with';
  if (rows.some((other) => other !== row && nameOf(other) === nameOf(row))) {
    return `There is another condition for this ${row.field}`;
  }
  if (!isExpression(row.mode)) return undefined;
  try {
    new RegExp(row.value);
    return undefined;
  } catch {
    return 'This is not a regular expression';
  }
}

/** The matcher that the rows stand for; `undefined` while one of them is not complete. */
export function matchOf(rows: readonly MatchRow[]): AlertMatchJson | undefined {
  if (rows.length === 0 || rows.some((row) => rowProblem(row, rows) !== undefined)) return undefined;
  const fields: Partial<Record<Exclude<MatchField, 'label'>, TextMatchJson>> = {};
  const labels: Record<string, TextMatchJson> = {};
  for (const row of rows) {
    if (row.field === 'label') labels[row.label.trim()] = textOf(row);
    else fields[row.field] = textOf(row);
  }
  return { ...fields, ...(Object.keys(labels).length > 0 ? { labels } : {}) };
}

function textOf({ mode, value }: MatchRow): TextMatchJson {
  const plain: PlainMatchJson = isExpression(mode) ? { regex: value, flags: '' } : value;
  return mode === 'is not' || mode === 'does not match' ? { not: plain } : plain;
}

function isExpression(mode: MatchMode): boolean {
  return mode === 'matches' || mode === 'does not match';
}

/** What must not occur twice: a matcher has each field and each label once. */
function nameOf({ field, label }: MatchRow): string {
  return field === 'label' ? `label ${label.trim()}` : field;
}
