import { BadRequest } from './bad-request.js';

/** An expression that means the same here as where it was written. */
export interface Re2Expression {
  readonly source: string;
  /** Of `i`, `s` and `u`. */
  readonly flags: string;
}

/** Characters. */
const LONGEST = 1_000;
/** A repetition without end looks at all that is left of a text; each one more multiplies that. */
const MOST_ENDLESS = 10;
/** How often a group may be repeated in which there is a choice. */
const MOST_REPEATS = 10;

/** What follows a backslash and means the same in both languages. */
const SAME_ESCAPE = /^(?:[dDwWsSbBnrtfv]|x[0-9a-fA-F]{2}|[pP]\{[A-Za-z_]+\}|[^A-Za-z0-9])/;
const REPETITION = /^(?:[*+?]|\{(\d+)(,(\d*))?\})\??/;

/**
 * Reads an expression of Alertmanager's, which are those of Go (RE2), as one of JavaScript's. The two are alike in what
 * people write; what means something else, or nothing, is refused. So are expressions that could keep JavaScript busy
 * for ever, which Go's never do: repeated groups that hold a repetition or a choice.
 *
 * @throws {@link BadRequest} with the reason and the way out
 */
export function re2Expression(text: string): Re2Expression {
  if (text.length > LONGEST) throw refused(text, `is longer than ${LONGEST} characters`);
  const [prefix = '', given = ''] = /^\(\?([is]+)\)/.exec(text) ?? [];
  const source = text.slice(prefix.length);
  check(source, text);
  const flags = [...new Set(given)].sort().join('');
  // With `u` a character is a character; but then some escapes that Go takes are refused.
  if (compiles(source, `${flags}u`)) return { source, flags: `${flags}u` };
  // Without it a class such as \p{L} would be taken for its letters.
  if (!/\\[pP]\{/.test(source) && compiles(source, flags)) return { source, flags };
  throw refused(text, 'is not a regular expression');
}

/** A group, or the whole. */
interface Group {
  /** Whether there is more than one way to match it: a repetition or a `|`. */
  holdsChoice: boolean;
}

function check(source: string, text: string): void {
  const whole: Group = { holdsChoice: false };
  const outer: Group[] = [];
  let group = whole;
  /** The group that has just been closed: a repetition would be of it. */
  let closed: Group | undefined;
  let endless = 0;
  for (let at = 0; at < source.length; ) {
    const rest = source.slice(at);
    const repetition = REPETITION.exec(rest);
    if (repetition !== null) {
      const most = mostOf(repetition);
      if (most === Number.POSITIVE_INFINITY && ++endless > MOST_ENDLESS) {
        throw refused(text, `has more than ${MOST_ENDLESS} repetitions without end`);
      }
      if (closed?.holdsChoice === true && most > MOST_REPEATS) {
        throw refused(text, 'repeats a group that holds a repetition or a |, which could take for ever');
      }
      if (!isExact(repetition)) group.holdsChoice = true;
      closed = undefined;
      at += repetition[0].length;
      continue;
    }
    closed = undefined;
    if (rest.startsWith('\\')) {
      at += 1 + escapeAt(source, at + 1, text).length;
    } else if (rest.startsWith('[')) {
      at = endOfClass(source, at, text);
    } else if (rest.startsWith('(')) {
      if (rest.startsWith('(?') && !rest.startsWith('(?:')) {
        throw refused(text, 'has a (?…) group; only (?:…) is known, and (?i) or (?s) at the very beginning');
      }
      outer.push(group);
      group = { holdsChoice: false };
      at += rest.startsWith('(?:') ? 3 : 1;
    } else if (rest.startsWith(')')) {
      closed = group;
      group = outer.pop() ?? whole;
      if (closed === whole) throw refused(text, 'closes a group that it did not open');
      group.holdsChoice ||= closed.holdsChoice;
      at++;
    } else {
      group.holdsChoice ||= rest.startsWith('|');
      at++;
    }
  }
}

/** How often at most. */
function mostOf([whole, least, range, most]: RegExpExecArray): number {
  if (whole.startsWith('?')) return 1;
  if (least === undefined || (range !== undefined && most === '')) return Number.POSITIVE_INFINITY;
  return Number(range === undefined ? least : most);
}

function isExact([, least, range]: RegExpExecArray): boolean {
  return least !== undefined && range === undefined;
}

function escapeAt(source: string, at: number, text: string): string {
  const [found] = SAME_ESCAPE.exec(source.slice(at)) ?? [];
  if (found === undefined) throw refused(text, `has \\${source.charAt(at)}, which is not known here`);
  return found;
}

function endOfClass(source: string, begin: number, text: string): number {
  let at = begin + (source.startsWith('[^', begin) ? 2 : 1);
  if (source.charAt(at) === ']') throw refused(text, 'has a ] at the beginning of a class; write \\]');
  while (at < source.length) {
    const character = source.charAt(at);
    if (character === ']') return at + 1;
    if (source.startsWith('[:', at)) throw refused(text, 'has a class such as [:alpha:]; write a-zA-Z');
    if (character === '\\') {
      const escaped = escapeAt(source, at + 1, text);
      if (/^[bB]/.test(escaped)) throw refused(text, 'has a \\b within a class');
      at += 1 + escaped.length;
    } else {
      at++;
    }
  }
  throw refused(text, 'has a class without its end; write ]');
}

function compiles(source: string, flags: string): boolean {
  try {
    new RegExp(`^(?:${source})$`, flags);
    return true;
  } catch {
    return false;
  }
}

function refused(text: string, why: string): BadRequest {
  const shown = text.length > 100 ? `${text.slice(0, 99)}…` : text;
  return new BadRequest(`the expression ${JSON.stringify(shown)} ${why}`);
}
