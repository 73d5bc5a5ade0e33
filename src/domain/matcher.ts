import type { Alert } from './alert.js';
import { isSeverity, type Severity } from './severity.js';

/** What one field must be: exactly this text, or a match of this expression. */
export type TextMatch = string | RegExp;

/** Picks alerts by their fields; all that are given must match. */
export interface AlertMatch {
  readonly service?: TextMatch | undefined;
  readonly category?: TextMatch | undefined;
  readonly title?: TextMatch | undefined;
  readonly key?: TextMatch | undefined;
  readonly severity?: Severity | RegExp | undefined;
  /** Labels by name; a label that is missing never matches. */
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
    matchesLabels(match.labels, alert.labels)
  );
}

function matchesText(wanted: TextMatch | undefined, actual: string | undefined): boolean {
  if (wanted === undefined) return true;
  if (actual === undefined) return false;
  if (typeof wanted === 'string') return wanted === actual;
  // `lastIndex` of a global or sticky expression would make the answer depend on the last one.
  wanted.lastIndex = 0;
  return wanted.test(actual);
}

function matchesLabels(
  wanted: Readonly<Record<string, TextMatch>> | undefined,
  actual: Readonly<Record<string, string>>,
): boolean {
  if (wanted === undefined) return true;
  return Object.entries(wanted).every(([name, match]) =>
    matchesText(match, Object.hasOwn(actual, name) ? actual[name] : undefined),
  );
}

/** A {@link TextMatch} as JSON: a string, or an expression's source and flags. */
export type TextMatchJson = string | { readonly regex: string; readonly flags: string };

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

export function matchFromJson(json: AlertMatchJson): AlertMatch {
  const match: { -readonly [K in keyof AlertMatch]: AlertMatch[K] } = {};
  for (const field of ['service', 'category', 'title', 'key'] as const) {
    const wanted = json[field];
    if (wanted !== undefined) match[field] = textFromJson(wanted);
  }
  if (json.severity !== undefined) {
    const severity = textFromJson(json.severity);
    if (severity instanceof RegExp || isSeverity(severity)) match.severity = severity;
  }
  if (json.labels !== undefined) {
    match.labels = Object.fromEntries(
      Object.entries(json.labels).map(([name, wanted]) => [name, textFromJson(wanted)]),
    );
  }
  return match;
}

function textToJson(wanted: TextMatch): TextMatchJson {
  return typeof wanted === 'string' ? wanted : { regex: wanted.source, flags: wanted.flags };
}

function textFromJson(json: TextMatchJson): TextMatch {
  return typeof json === 'string' ? json : new RegExp(json.regex, json.flags);
}
