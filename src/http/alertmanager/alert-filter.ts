import type { Context } from 'hono';
import { BadRequest } from './bad-request.js';
import { type LabelTest, labelTest, parseMatcher, textTest } from './label-matcher.js';

/** Which alerts a client asks for. */
export interface AlertFilter {
  readonly labels: LabelTest;
  readonly receivers: (receivers: readonly { readonly name: string }[]) => boolean;
  readonly status: (status: {
    readonly state: 'active' | 'suppressed';
    readonly silencedBy: readonly string[];
    readonly isInhibited: boolean;
  }) => boolean;
}

/** So many matchers in one request. */
export const MOST_MATCHERS = 100;

/**
 * Reads what `GET /alerts` asks for. No alert is ever `unprocessed` here, so that field of the query changes nothing.
 *
 * @throws {@link BadRequest} for a matcher that cannot be
 */
export function readAlertFilter(c: Context): AlertFilter {
  const active = readFlag(c, 'active');
  const silenced = readFlag(c, 'silenced');
  const inhibited = readFlag(c, 'inhibited');
  const receiver = c.req.query('receiver') ?? '';
  const isWanted = receiver === '' ? () => true : textTest({ value: receiver, isRegex: true, isEqual: true });
  return {
    labels: labelTest(readMatchers(c)),
    receivers: (receivers) => receiver === '' || receivers.some(({ name }) => isWanted(name)),
    status: ({ state, silencedBy, isInhibited }) =>
      (active || state !== 'active') && (silenced || silencedBy.length === 0) && (inhibited || !isInhibited),
  };
}

/** The matchers of a query, of which each is a `filter`. */
export function readMatchers(c: Context): ReturnType<typeof parseMatcher>[] {
  const filters = c.req.queries('filter') ?? [];
  if (filters.length > MOST_MATCHERS) {
    throw new BadRequest(`filter: expected at most ${MOST_MATCHERS} matchers, found ${filters.length}`);
  }
  return filters.map(parseMatcher);
}

/** A field of a query that is true unless it says otherwise. */
export function readFlag(c: Context, name: string): boolean {
  const given = c.req.query(name);
  if (given === undefined || /^(?:1|t|true)$/i.test(given)) return true;
  if (/^(?:0|f|false)$/i.test(given)) return false;
  throw new BadRequest(`${name}: expected true or false, found ${JSON.stringify(given.slice(0, 100))}`);
}
