import { boundKey, LONGEST_KEY } from '../domain/bound-text.js';

/**
 * The key that a condition has which is asked for by `key`. One that was recorded before keys had a bound keeps its own:
 * else nothing could end it any more.
 */
export function knownKey(key: string, isKnown: (key: string) => boolean): string {
  return key.length > LONGEST_KEY && isKnown(key) ? key : boundKey(key);
}
