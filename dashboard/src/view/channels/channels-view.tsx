import type { JSX } from 'preact';
import { store } from '../../browser/live.js';
import { Empty } from '../empty.js';
import { ChannelCard } from './channel-card.js';

/** The ways out, and how they fare. */
export function ChannelsView(): JSX.Element {
  const channels = store.channels.value;
  return (
    <>
      <h1 class="hidden">Channels</h1>
      {store.ready.value && channels.length === 0 && (
        <Empty title="No channels">
          <p>
            Nobody is told of anything. Add some under <code>channels</code> in the configuration.
          </p>
        </Empty>
      )}
      <ul class="cards cards-top">
        {channels.map((channel) => (
          <li key={channel.name}>
            <ChannelCard channel={channel} />
          </li>
        ))}
      </ul>
    </>
  );
}
