import type { JSX } from 'preact';
import type { DeliveryView } from '../../../../src/http/api/views.js';
import { now } from '../../browser/clock.js';
import { ageText } from '../../text/time-text.js';
import { DELIVERY_WORDS } from '../../text/words.js';
import { Sign, type SignName } from '../icons.js';
import { Outside } from '../outside-text.js';

const SIGNS: Readonly<Record<DeliveryView['outcome'], SignName>> = {
  waiting: 'clock',
  succeeded: 'check',
  failed: 'refresh',
  abandoned: 'cross',
  diverted: 'send',
  merged: 'stack',
};

/** How far a notification came, channel by channel. */
export function Deliveries({ deliveries }: { deliveries: readonly DeliveryView[] }): JSX.Element {
  if (deliveries.length === 0) return <span class="event-outcome quiet">No channel took it</span>;
  return (
    <ul class="event-outcome deliveries">
      {deliveries.map((delivery) => (
        <DeliveryLine key={delivery.channel} delivery={delivery} />
      ))}
    </ul>
  );
}

function DeliveryLine({ delivery }: { delivery: DeliveryView }): JSX.Element {
  const { channel, outcome, attempt, error, retryAt } = delivery;
  return (
    <li class={`delivery delivery-${outcome}`}>
      <Sign name={SIGNS[outcome]} />
      <Outside text={channel} class="delivery-channel" />
      <span class="delivery-word">
        {DELIVERY_WORDS[outcome]}
        {attempt > 1 && <span class="quiet"> after {attempt} attempts</span>}
        {retryAt !== undefined && retryAt > now.value && (
          <span class="quiet">, again in {ageText(retryAt - now.value)}</span>
        )}
      </span>
      {error !== undefined && <Outside text={error} class="delivery-error" />}
    </li>
  );
}
