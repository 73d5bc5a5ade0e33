import type { JSX } from 'preact';
import type { AlertMatchJson } from '../../../../src/domain/matcher.js';
import { matchTerms } from '../../text/match-text.js';

/** What a matcher asks for, condition by condition. */
export function MatchTerms({ match }: { match: AlertMatchJson }): JSX.Element {
  return (
    <ul class="terms">
      {matchTerms(match).map(({ field, how, value }) => (
        <li key={`${field} ${how} ${value}`} class="term">
          <bdi class="term-field">{field}</bdi> <span class="term-how">{how}</span>{' '}
          <bdi class="term-value" title={value}>
            {value}
          </bdi>
        </li>
      ))}
    </ul>
  );
}
