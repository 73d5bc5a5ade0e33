import { BadRequest } from './bad-request.js';
import { linearExpression } from './linear-expression.js';
import { re2Expression } from './re2-expression.js';

/** What one label must be, or must not be, as Alertmanager's clients say it. */
export interface LabelMatcher {
  readonly name: string;
  readonly value: string;
  /** Whether the value is an expression, which must match all of the label's text. */
  readonly isRegex: boolean;
  /** Whether it must match; else it must not. */
  readonly isEqual: boolean;
}

/** Whether labels are what is wanted. */
export type LabelTest = (labels: Readonly<Record<string, string>>) => boolean;

/**
 * A test of all matchers together. A label that is missing is one with an empty text.
 *
 * @throws {@link BadRequest} for an expression that cannot be used
 */
export function labelTest(matchers: readonly LabelMatcher[]): LabelTest {
  const tests = matchers.map(({ name, ...matcher }) => ({ name, test: textTest(matcher) }));
  return (labels) =>
    tests.every(({ name, test }) => test(Object.hasOwn(labels, name) ? (labels[name] ?? '') : ''));
}

/** A test of a label's text. */
export function textTest({ value, isRegex, isEqual }: Omit<LabelMatcher, 'name'>): (text: string) => boolean {
  if (!isRegex) return (text) => (text === value) === isEqual;
  const { source, flags } = re2Expression(value);
  const expression = linearExpression(`^(?:${source})$`, flags);
  return (text) => expression.test(text) === isEqual;
}

/*
 * Of texts without spaces around them: two spans of spaces that meet would have an expression try every way to divide
 * them, which takes for ever where there are many.
 */
const CLASSIC = /^([a-zA-Z_:][a-zA-Z0-9_:]*)\s*(=~|!=|!~|=)\s*(.*)$/s;
/** Any name and value, each in quotes or without characters that mean something. */
const QUOTED = String.raw`"(?:[^"\\]|\\.)*"`;
const WORD = '[^\\s{}!=~,\\\\"\'`]+';
const ANY = new RegExp(
  `^\\{?\\s*(${QUOTED}|${WORD})\\s*(=~|!=|!~|=)\\s*(${QUOTED}|${WORD})(?:\\s*,)?(?:\\s*\\})?$`,
  'su',
);

/**
 * Reads a matcher as it stands in a query: `job="node"`, `job=~"n.*"`, `job!=node`, or `"any name"="value"`.
 *
 * @throws {@link BadRequest} for anything else
 */
export function parseMatcher(text: string): LabelMatcher {
  const trimmed = text.trim();
  const classic = CLASSIC.exec(trimmed);
  const value = classic === null ? undefined : classicValue(classic[3] ?? '');
  if (classic !== null && value !== undefined) return matcherOf(classic[1] ?? '', classic[2] ?? '', value);
  const any = ANY.exec(trimmed);
  if (any === null) {
    throw new BadRequest(
      `${JSON.stringify(text.slice(0, 200))} is no matcher; write one such as alertname="HighLoad"`,
    );
  }
  return matcherOf(unquoted(any[1] ?? ''), any[2] ?? '', unquoted(any[3] ?? ''));
}

function matcherOf(name: string, operator: string, value: string): LabelMatcher {
  return { name, value, isRegex: operator.endsWith('~'), isEqual: operator.startsWith('=') };
}

/** The value of a matcher of the older form; `undefined` if its quotes do not match. */
function classicValue(raw: string): string | undefined {
  const begins = raw.startsWith('"');
  const inner = begins ? raw.slice(1, -1) : raw;
  const quotes = inner.match(/\\.|"/gs)?.includes('"') ?? false;
  const ends = raw.length > 1 && /(?:^|[^\\])(?:\\\\)*"$/s.test(raw.slice(1));
  return quotes || begins !== (begins && ends) ? undefined : unescaped(inner);
}

function unquoted(text: string): string {
  return text.startsWith('"') ? unescaped(text.slice(1, -1)) : text;
}

/** A backslash before anything but these is just a backslash. */
function unescaped(text: string): string {
  return text.replace(/\\([\\"n])/g, (_, character: string) => (character === 'n' ? '\n' : character));
}
