import type { JSX } from 'preact';
import type { NotificationView } from '../../../../src/http/api/views.js';
import { whyLink } from '../../browser/why.js';
import { pluralText } from '../../text/number-text.js';
import { REASON_WORDS, SEVERITY_WORDS } from '../../text/words.js';
import { SeverityIcon, StatusIcon } from '../icons.js';
import { Outside } from '../outside-text.js';
import { Clock } from '../time.js';
import { Deliveries } from './deliveries.js';

/** One notification, and how far it came on each channel. */
export function NotificationRow({ notification }: { notification: NotificationView }): JSX.Element {
  const { id, at, reason, severity, title, message, count, total, deliveries } = notification;
  const resolved = reason === 'resolved';
  return (
    <li class="event-row">
      <span class="event-time">
        <Clock at={at} />
      </span>
      <span class={`event-severity tone-${resolved ? 'healthy' : severity}`}>
        {resolved ? <StatusIcon status="healthy" /> : <SeverityIcon severity={severity} />}
        <span>{resolved ? 'Resolved' : SEVERITY_WORDS[severity]}</span>
      </span>
      <span class="event-text">
        <span class="event-heading">
          <Outside text={title} class="event-title" />
          <span class="event-key">
            {REASON_WORDS[reason]}, accounts for {pluralText(count, 'alert')} of {total}
          </span>
        </span>
        {message !== '' && message !== title && <Outside text={message} class="event-message" />}
      </span>
      <Deliveries deliveries={deliveries} />
      <a class="event-why" href={whyLink(id)} data-item={`notification ${id}`}>
        Why?
        <span class="hidden">
          {' '}
          How it came to <bdi>{title}</bdi>
        </span>
      </a>
    </li>
  );
}
