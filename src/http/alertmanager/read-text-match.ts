import { isNot, type TextMatch } from '../../domain/matcher.js';
import type { LabelMatcher } from './label-matcher.js';

type Wanted = Omit<LabelMatcher, 'name'>;

/**
 * What Tocsin is to match, as Alertmanager's clients say it. What `matchOf` made comes back as it was posted; any other
 * expression comes as one that matches the whole text.
 */
export function readTextMatch(wanted: TextMatch): Wanted[] {
  const isEqual = !isNot(wanted);
  const plain = isNot(wanted) ? wanted.not : wanted;
  if (typeof plain === 'string') return [{ value: plain, isRegex: false, isEqual }];
  const source = withoutSlashes(plain.source);
  const flags = ['i', 'm', 's'].filter((flag) => plain.flags.includes(flag)).join('');
  if (source === '.' && flags === 's') return [{ value: '', isRegex: false, isEqual: !isEqual }];
  const prefix = flags === '' ? '' : `(?${flags})`;
  const expression = (text: string, equal: boolean): Wanted => ({
    value: prefix + text,
    isRegex: true,
    isEqual: equal,
  });
  const whole = between(source, '^(?:', ')$');
  if (whole !== undefined) return [expression(whole, isEqual)];
  const other = between(source, '^(?!', ')');
  const unlike = other === undefined ? undefined : between(other, '(?:', ')$');
  if (unlike !== undefined) return [expression(unlike, !isEqual)];
  const several = isEqual ? source.slice(1) : other;
  const all = several === undefined ? undefined : readLookaheads(several, expression);
  return all !== undefined && all.length > 1 ? all : [expression(`.*(?:${source}).*`, isEqual)];
}

function readLookaheads(
  source: string,
  expression: (text: string, equal: boolean) => Wanted,
): Wanted[] | undefined {
  const all: Wanted[] = [];
  for (let at = 0; at < source.length; ) {
    const end = endOfGroup(source, at);
    const ahead = /^\(\?([=!])(.*)\$\)$/s.exec(source.slice(at, end));
    if (end === undefined || ahead === null) return undefined;
    const [, sign, text = ''] = ahead;
    const isEqual = sign === '=';
    const inner = between(text, '(?:', ')');
    const literal = inner === undefined ? literalOf(text) : undefined;
    if (inner !== undefined) all.push(expression(inner, isEqual));
    else if (literal !== undefined) all.push({ value: literal, isRegex: false, isEqual });
    else return undefined;
    at = end;
  }
  return all;
}

/** What stands in the one group that `source` is made of, between what it begins and ends with. */
function between(source: string, begin: string, end: string): string | undefined {
  if (!source.startsWith(begin) || !source.endsWith(end)) return undefined;
  const opened = begin.indexOf('(');
  const closed = source.length - end.length + end.indexOf(')') + 1;
  return endOfGroup(source, opened) === closed
    ? source.slice(begin.length, source.length - end.length)
    : undefined;
}

/** The place after the parenthesis that closes the one at `begin`. */
function endOfGroup(source: string, begin: number): number | undefined {
  let depth = 0;
  let inClass = false;
  for (let at = begin; at < source.length; at++) {
    const character = source.charAt(at);
    if (character === '\\') at++;
    else if (inClass) inClass = character !== ']';
    else if (character === '[') inClass = true;
    else if (character === '(') depth++;
    else if (character === ')' && --depth === 0) return at + 1;
  }
  return undefined;
}

/** `source` writes a slash as if it stood between slashes. */
function withoutSlashes(source: string): string {
  return source.replace(/\\(.)/gs, (whole, character: string) => (character === '/' ? '/' : whole));
}

/** The text that an expression without any meaning beyond itself stands for. */
function literalOf(source: string): string | undefined {
  if (/[\^$.*+?()[\]{}|]/.test(source.replace(/\\./gs, ''))) return undefined;
  return source.replace(/\\(u[0-9a-f]{4}|.)/gs, (_, escaped: string) => {
    if (escaped.length > 1) return String.fromCharCode(Number.parseInt(escaped.slice(1), 16));
    return escaped === 'n' ? '\n' : escaped === 'r' ? '\r' : escaped;
  });
}
