import type { AlertMatch, TextMatch } from '../../domain/matcher.js';
import { BadRequest } from './bad-request.js';
import { type LabelMatcher, textTest } from './label-matcher.js';
import { linearExpression } from './linear-expression.js';
import { re2Expression } from './re2-expression.js';
import { readTextMatch } from './read-text-match.js';

/** The name under which the key of an alert, which is no label, can be matched. */
export const KEY_NAME = 'tocsin_key';

/** Something that is not empty. */
const ANY_TEXT = /./s;

/**
 * What matchers of Alertmanager's mean to Tocsin. For them a label that is missing is one with an empty text; for Tocsin
 * it matches a `not` and nothing else. So whether the empty text is welcome decides which of the two is made.
 *
 * @throws {@link BadRequest} for matchers that cannot be used
 */
export function matchOf(matchers: readonly LabelMatcher[]): AlertMatch {
  if (matchers.every((matcher) => matcher.isEqual && textTest(matcher)(''))) {
    throw new BadRequest(
      'at least one matcher must not match the empty text, else all alerts would be silenced',
    );
  }
  const byName = new Map<string, LabelMatcher[]>();
  for (const matcher of matchers) {
    const known = byName.get(matcher.name) ?? [];
    if (!known.some((other) => isSame(other, matcher))) known.push(matcher);
    byName.set(matcher.name, known);
  }
  const key = byName.get(KEY_NAME);
  byName.delete(KEY_NAME);
  return {
    ...(key === undefined ? {} : { key: textMatchOf(key) }),
    ...(byName.size === 0
      ? {}
      : { labels: Object.fromEntries([...byName].map(([name, own]) => [name, textMatchOf(own)])) }),
  };
}

/** The matchers that mean what a silence matches, whether they were posted here or it was made otherwise. */
export function matchersOf(match: AlertMatch): LabelMatcher[] {
  const { service, category, title, key, severity, labels = {} } = match;
  const fields = { alertname: title, severity, category, service, [KEY_NAME]: key };
  return [...Object.entries(fields), ...Object.entries(labels)].flatMap(([name, wanted]) =>
    wanted === undefined ? [] : readTextMatch(wanted).map((matcher) => ({ name, ...matcher })),
  );
}

/** Whether two lists ask for the same. */
export function areSame(some: readonly LabelMatcher[], others: readonly LabelMatcher[]): boolean {
  return some.every((one) => holds(others, one)) && others.every((one) => holds(some, one));
}

/** Whether a matcher is one of a list. */
export function holds(list: readonly LabelMatcher[], one: LabelMatcher): boolean {
  return list.some((other) => other.name === one.name && isSame(other, one));
}

type Wanted = Omit<LabelMatcher, 'name'>;

function isSame(a: Wanted, b: Wanted): boolean {
  return a.value === b.value && a.isRegex === b.isRegex && a.isEqual === b.isEqual;
}

function textMatchOf(wanted: readonly Wanted[]): TextMatch {
  const [only, ...others] = wanted;
  if (only !== undefined && others.length === 0) return singleMatch(only);
  const takesNothing = wanted.every((one) => textTest(one)(''));
  const ahead = wanted.map(lookahead);
  const flags = commonFlags(wanted);
  const all = ahead.join('');
  return takesNothing ? { not: linearExpression(`^(?!${all})`, flags) } : linearExpression(`^${all}`, flags);
}

function singleMatch({ value, isRegex, isEqual }: Wanted): TextMatch {
  if (!isRegex) {
    if (value === '') return isEqual ? { not: ANY_TEXT } : ANY_TEXT;
    return isEqual ? value : { not: value };
  }
  const { source, flags } = re2Expression(value);
  const whole = linearExpression(`^(?:${source})$`, flags);
  const other = linearExpression(`^(?!(?:${source})$)`, flags);
  // What the empty text satisfies is said by what is not so.
  if (whole.test('') === isEqual) return { not: isEqual ? other : whole };
  return isEqual ? whole : other;
}

function lookahead({ value, isRegex, isEqual }: Wanted): string {
  const text = isRegex ? `(?:${re2Expression(value).source})` : escapeText(value);
  return `(?${isEqual ? '=' : '!'}${text}$)`;
}

/** The flags under which several expressions can stand in one. */
function commonFlags(wanted: readonly Wanted[]): string {
  const flags = wanted.map(({ value, isRegex }) => (isRegex ? re2Expression(value).flags : undefined));
  const own = flags.map((some) => some?.replace('u', '') ?? '');
  if (new Set(own).size > 1) {
    const names = 'some matchers of one label ask for (?i) or (?s) and others do not';
    throw new BadRequest(`${names}; write one expression, or two silences`);
  }
  if (flags.every((some) => some === undefined || some.includes('u'))) return `${own[0] ?? ''}u`;
  if (wanted.some(({ value, isRegex }) => isRegex && /\\[pP]\{/.test(value))) {
    throw new BadRequest('matchers of one label with \\p{…} do not go with the others; make two silences');
  }
  return own[0] ?? '';
}

const SPECIAL = /[\\^$.*+?()[\]{}|]/g;

function escapeText(text: string): string {
  return text.replace(SPECIAL, '\\$&');
}
