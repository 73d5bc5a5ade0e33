import { createHash } from 'node:crypto';
import { CUT_MARK } from './clean-text.js';
import { wellFormed } from './plain-data.js';

/** A key, in UTF-16 units, at most. */
export const LONGEST_KEY = 16_384;
/** A category or a source, at most. */
export const LONGEST_NAME = 1_000;

const MARK = `${CUT_MARK}#`;

/**
 * Cuts a text by which alerts are told apart to at most `limit` UTF-16 units. What is cut off leaves its digest, so that
 * different texts stay different, and the same text stays the same. It is cut rather than refused: the alert may be one
 * that somebody has to hear of, however long its name is.
 */
export function boundText(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const end = MARK + digestOf(text);
  const room = limit - end.length;
  const beginning = text.slice(0, /[\ud800-\udbff]/.test(text.charAt(room - 1)) ? room - 1 : room);
  // Looked at, it lets go of the whole text, of which it would else be a part.
  return wellFormed(beginning + end);
}

/** {@link boundText} of a key. */
export function boundKey(key: string): string {
  return boundText(key, LONGEST_KEY);
}

/** 32 characters that no other text has. */
export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
