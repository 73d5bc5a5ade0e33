import type { JSX } from 'preact';
import { failureSentence } from '../api/api-failure.js';

/** What could not be loaded, why, and the way out. */
export function Failure({
  what,
  error,
  retry,
}: {
  what: string;
  error: unknown;
  retry: () => void;
}): JSX.Element {
  return (
    <div class="failure" role="alert">
      <p>
        <strong>{what}</strong> {failureSentence(error)}
      </p>
      <button type="button" class="button" onClick={retry}>
        Try again
      </button>
    </div>
  );
}
