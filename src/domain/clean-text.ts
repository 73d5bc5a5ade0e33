/** What stands for text that was cut off. */
export const CUT_MARK = '…';

/**
 * What of a title and of a message is kept and shown at most, in UTF-16 units; most channels have tighter limits of their
 * own.
 */
export const LONGEST_TITLE = 1_000;
export const LONGEST_MESSAGE = 10_000;

/** More than this is never looked at: cleaning a megabyte for a line of 150 characters is work for nothing. */
const MOST_READ = 65_536;

// Control characters but tab and line feed; marks that turn the direction of text; byte order marks.
const UNSEEN = /(?![\n\t])\p{Cc}|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;
/** Most texts are; it spares them the rest. */
const PLAIN = /^[\n -~]*$/;
const LINE_BREAKS = /\r\n?|[\u0085\u2028\u2029]/g;
const LONE_SURROGATES = /\p{Cs}/gu;
const SPLIT_PAIR = /^[\ud800-\udbff][\udc00-\udfff]$/;

/**
 * Makes text from outside fit to be shown: line breaks become `\n`, lone surrogates `\ufffd`; control characters and
 * marks that change the direction of writing go. Cut to `limit` UTF-16 units, see {@link truncate}.
 */
export function cleanText(text: string, limit: number = MOST_READ): string {
  if (text.length <= limit && PLAIN.test(text)) return text;
  const read = text.length > MOST_READ ? text.slice(0, MOST_READ) : text;
  const clean = read.replace(LINE_BREAKS, '\n').replace(UNSEEN, '').replace(LONE_SURROGATES, '\ufffd');
  return truncate(read === text ? clean : clean + CUT_MARK, limit);
}

/** {@link cleanText} on one line: white space, line breaks included, becomes single spaces. */
export function cleanLine(text: string, limit: number = MOST_READ): string {
  return truncate(cleanText(text).replace(/\s+/g, ' ').trim(), limit);
}

/** Gives the form that the character at `index` of `text` takes where it is shown. */
export type EscapeCharacter = (character: string, index: number, text: string) => string;

/**
 * Cuts text to at most `limit` UTF-16 units and shows with {@link CUT_MARK} that it did. The cut is never within a code
 * point, nor within what `escaping` made of one, so the limit can be filled with escaped text safely.
 */
export function truncate(text: string, limit: number, escaping?: EscapeCharacter): string {
  if (escaping === undefined) return text.length <= limit ? text : cutOff(text, limit);
  let shown = '';
  // The longest beginning that leaves room for the mark.
  let fitting = '';
  let index = 0;
  for (const character of text) {
    shown += escaping(character, index, text);
    if (shown.length > limit) return limit >= CUT_MARK.length ? fitting + CUT_MARK : '';
    if (shown.length <= limit - CUT_MARK.length) fitting = shown;
    index += character.length;
  }
  return shown;
}

function cutOff(text: string, limit: number): string {
  if (limit < CUT_MARK.length) return '';
  const end = limit - CUT_MARK.length;
  return text.slice(0, SPLIT_PAIR.test(text.slice(Math.max(0, end - 1), end + 1)) ? end - 1 : end) + CUT_MARK;
}
