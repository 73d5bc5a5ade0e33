import type { AlertMatchJson, PlainMatchJson, TextMatchJson } from '../../../src/domain/matcher.js';

/** One condition of a matcher, for people: the field, how it is compared, and with what. */
export interface MatchTerm {
  readonly field: string;
  readonly how: 'is' | 'matches' | 'is not' | 'does not match';
  readonly value: string;
}

const FIELDS = ['service', 'category', 'title', 'key', 'severity'] as const;

/** A matcher's conditions, in the order of its fields; none if it matches all. */
export function matchTerms(match: AlertMatchJson): MatchTerm[] {
  const terms: MatchTerm[] = [];
  for (const field of FIELDS) {
    const wanted = match[field];
    if (wanted !== undefined) terms.push(term(field, wanted));
  }
  for (const [name, wanted] of Object.entries(match.labels ?? {})) terms.push(term(`label ${name}`, wanted));
  return terms;
}

function term(field: string, wanted: TextMatchJson): MatchTerm {
  const not = typeof wanted === 'object' && 'not' in wanted;
  const plain: PlainMatchJson = not ? wanted.not : wanted;
  if (typeof plain === 'string') return { field, how: not ? 'is not' : 'is', value: plain };
  return { field, how: not ? 'does not match' : 'matches', value: `/${plain.regex}/${plain.flags}` };
}
