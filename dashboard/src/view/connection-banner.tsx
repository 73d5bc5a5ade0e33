import type { JSX } from 'preact';
import { browserNow, now } from '../browser/clock.js';
import { connection, lastWordAt, retryConnection, stale, store } from '../browser/live.js';
import { ageText } from '../text/time-text.js';
import { Clock } from './time.js';

/** Says so when what is shown may no longer hold, how old it is, and why. */
export function ConnectionBanner(): JSX.Element | null {
  const state = connection.value;
  if (!stale.value || (state.kind !== 'reconnecting' && state.kind !== 'stopped')) return null;
  now.value;
  return (
    <div class="banner">
      <p>
        {/* What ticks is not in the live region: it would be read out each second. */}
        <strong role="status">
          {state.kind === 'stopped' ? 'The monitor was stopped.' : 'No connection.'}
        </strong>{' '}
        {store.ready.value ? (
          <>
            What you see is {ageText(browserNow() - lastWordAt.value)} old, of <Clock at={store.at.value} />.
          </>
        ) : (
          'Nothing is known yet.'
        )}{' '}
        <span class="banner-reason">
          {state.kind === 'reconnecting' ? state.reason : 'It shows again when it is back.'}
        </span>
      </p>
      <button type="button" class="button" onClick={retryConnection}>
        Try now
      </button>
    </div>
  );
}
