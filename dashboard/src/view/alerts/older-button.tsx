import type { JSX } from 'preact';
import { failureSentence } from '../../api/api-failure.js';
import type { UseOlder } from './use-older.js';

/** The way further back. */
export function OlderButton<Item>({ older, loadMore }: UseOlder<Item>): JSX.Element {
  const { loading, error, exhausted } = older.value;
  if (exhausted) return <p class="timeline-end quiet">This is as far back as the journal reaches.</p>;
  return (
    <div class="timeline-end">
      {error !== undefined && (
        <p class="tone-unhealthy" role="alert">
          Older ones could not be loaded. {failureSentence(error)}
        </p>
      )}
      <button type="button" class="button" aria-disabled={loading} onClick={loadMore}>
        {loading ? 'Loading…' : 'Load older'}
      </button>
    </div>
  );
}
