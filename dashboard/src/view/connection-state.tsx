import type { JSX } from 'preact';
import { browserNow, now } from '../browser/clock.js';
import { connection, lastWordAt } from '../browser/live.js';
import { agoText } from '../text/time-text.js';

/** Whether what is seen is live. */
export function ConnectionState(): JSX.Element {
  const { kind } = connection.value;
  return (
    <span class={`connection connection-${kind}`} title={title()} role="status">
      <span class="connection-dot" aria-hidden="true" />
      {WORDS[kind]}
    </span>
  );
}

const WORDS = {
  connecting: 'Connecting',
  live: 'Live',
  reconnecting: 'Reconnecting',
  stopped: 'Stopped',
  unauthorized: 'Locked',
} as const;

function title(): string {
  // Read so that the title ages with the page.
  now.value;
  return connection.value.kind === 'live'
    ? `Connected. Last word from the server ${agoText(browserNow() - lastWordAt.value)}.`
    : '';
}
