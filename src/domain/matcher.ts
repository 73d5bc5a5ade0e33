import type { Alert } from './alert.js';
import { labelOf } from './alert-labels.js';
import { LinearExpression } from './linear-expression.js';
import { isSeverity, type Severity } from './severity.js';

/** Exactly this text, or a match of this expression. */
export type PlainMatch = string | RegExp;

/** What one field must be, or must not be; what is not there matches a `not` and nothing else. */
export type TextMatch = PlainMatch | { readonly not: PlainMatch };

/** What the severity must be, or must not be. */
export type SeverityMatch = Severity | RegExp | { readonly not: Severity | RegExp };

/** Picks alerts by their fields; all that are given must match. */
export interface AlertMatch {
  readonly service?: TextMatch | undefined;
  readonly category?: TextMatch | undefined;
  readonly title?: TextMatch | undefined;
  readonly key?: TextMatch | undefined;
  readonly severity?: SeverityMatch | undefined;
  /**
   * Labels by name; one that is missing matches a `not` only. `alertname` (the title), `severity`, `category`, `service`
   * and `source` are labels of every alert that has no labels of its own of these names.
   */
  readonly labels?: Readonly<Record<string, TextMatch>> | undefined;
}

/** Whether an alert has all that the matcher asks for. */
export function matchesAlert(match: AlertMatch, alert: Alert): boolean {
  return (
    matchesText(match.service, alert.service) &&
    matchesText(match.category, alert.category) &&
    matchesText(match.title, alert.title) &&
    matchesText(match.key, alert.key) &&
    matchesText(match.severity, alert.severity) &&
    matchesLabels(match.labels, alert)
  );
}

/** Whether a text is what is wanted; `undefined` stands for one that is not there, or for anything being welcome. */
export function matchesText(wanted: TextMatch | undefined, actual: string | undefined): boolean {
  if (wanted === undefined) return true;
  if (isNot(wanted)) return actual === undefined || !matchesPlain(wanted.not, actual);
  return actual !== undefined && matchesPlain(wanted, actual);
}

function matchesPlain(wanted: PlainMatch, actual: string): boolean {
  if (typeof wanted === 'string') return wanted === actual;
  // `lastIndex` of a global or sticky expression would make the answer depend on the last one.
  wanted.lastIndex = 0;
  return wanted.test(actual);
}

function matchesLabels(wanted: Readonly<Record<string, TextMatch>> | undefined, alert: Alert): boolean {
  if (wanted === undefined) return true;
  return Object.entries(wanted).every(([name, match]) => matchesText(match, labelOf(alert, name)));
}

/** Whether a match is one that must not be. */
export function isNot<Plain>(match: Plain | { readonly not: Plain }): match is { readonly not: Plain } {
  return typeof match === 'object' && match !== null && !(match instanceof RegExp) && 'not' in match;
}

/** Whether a value from a program can be a {@link TextMatch}. */
export function isTextMatch(value: unknown): value is TextMatch {
  if (isPlainMatch(value)) return true;
  return isNot(value) && isPlainMatch(value.not) && Object.keys(value).length === 1;
}

function isPlainMatch(value: unknown): value is PlainMatch {
  return typeof value === 'string' || value instanceof RegExp;
}

/** Whether a value from a program can be a {@link SeverityMatch}. */
export function isSeverityMatch(value: unknown): value is SeverityMatch {
  if (!isTextMatch(value)) return false;
  const plain = isNot(value) ? value.not : value;
  return plain instanceof RegExp || isSeverity(plain);
}

/** A {@link PlainMatch} as JSON: a string, or an expression's source and flags. */
export type PlainMatchJson = string | { readonly regex: string; readonly flags: string };

/** A {@link TextMatch} as JSON. */
export type TextMatchJson = PlainMatchJson | { readonly not: PlainMatchJson };

/** An {@link AlertMatch} as JSON, the form it has in the journal. */
export interface AlertMatchJson {
  readonly service?: TextMatchJson;
  readonly category?: TextMatchJson;
  readonly title?: TextMatchJson;
  readonly key?: TextMatchJson;
  readonly severity?: TextMatchJson;
  readonly labels?: Readonly<Record<string, TextMatchJson>>;
}

const FIELDS = ['service', 'category', 'title', 'key', 'severity'] as const;

export function matchToJson(match: AlertMatch): AlertMatchJson {
  const json: Record<string, TextMatchJson | Record<string, TextMatchJson>> = {};
  for (const field of FIELDS) {
    const wanted = match[field];
    if (wanted !== undefined) json[field] = textToJson(wanted);
  }
  if (match.labels !== undefined) {
    json.labels = Object.fromEntries(
      Object.entries(match.labels).flatMap(([name, wanted]) =>
        wanted === undefined ? [] : [[name, textToJson(wanted)]],
      ),
    );
  }
  return json;
}

/**
 * Reads it back. Its expressions are {@link LinearExpression}s, as far as they can be.
 *
 * @throws `SyntaxError` for an expression that is none
 */
export function matchFromJson(json: AlertMatchJson): AlertMatch {
  const match: { -readonly [K in keyof AlertMatch]: AlertMatch[K] } = {};
  for (const field of ['service', 'category', 'title', 'key'] as const) {
    const wanted = json[field];
    if (wanted !== undefined) match[field] = textFromJson(wanted);
  }
  if (json.severity !== undefined) {
    const severity = textFromJson(json.severity);
    if (isSeverityMatch(severity)) match.severity = severity;
  }
  if (json.labels !== undefined) {
    match.labels = Object.fromEntries(
      Object.entries(json.labels).map(([name, wanted]) => [name, textFromJson(wanted)]),
    );
  }
  return match;
}

/** The expressions of a match that are not known to end in time, each as the path of its field. */
export function slowExpressions(match: AlertMatch): string[] {
  const { labels = {}, ...fields } = match;
  const isSlow = (wanted: TextMatch | undefined): boolean => {
    const plain = wanted !== undefined && isNot(wanted) ? wanted.not : wanted;
    return plain instanceof RegExp && !(plain instanceof LinearExpression);
  };
  const slow = (texts: Readonly<Record<string, TextMatch | undefined>>): string[] =>
    Object.entries(texts).flatMap(([name, wanted]) => (isSlow(wanted) ? [name] : []));
  return [...slow(fields), ...slow(labels).map((name) => `labels.${name}`)];
}

function textToJson(wanted: TextMatch): TextMatchJson {
  return isNot(wanted) ? { not: plainToJson(wanted.not) } : plainToJson(wanted);
}

function plainToJson(wanted: PlainMatch): PlainMatchJson {
  return typeof wanted === 'string' ? wanted : { regex: wanted.source, flags: wanted.flags };
}

function textFromJson(json: TextMatchJson): TextMatch {
  return typeof json === 'object' && 'not' in json ? { not: plainFromJson(json.not) } : plainFromJson(json);
}

function plainFromJson(json: PlainMatchJson): PlainMatch {
  if (typeof json === 'string') return json;
  // It may come from somebody who does not know what an expression can cost.
  return LinearExpression.of(json.regex, json.flags) ?? new RegExp(json.regex, json.flags);
}
