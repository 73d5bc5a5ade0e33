import type { JSX } from 'preact';
import type { AlertView } from '../../../../src/http/api/views.js';
import { whyLink } from '../../browser/why.js';
import { linkToService } from '../../state/route.js';
import { OUTCOME_WORDS, SEVERITY_WORDS, SUPPRESSION_WORDS } from '../../text/words.js';
import { SeverityIcon, StatusIcon } from '../icons.js';
import { Outside } from '../outside-text.js';
import { Clock } from '../time.js';

/** One alert and what became of it. */
export function AlertRow({ view }: { view: AlertView }): JSX.Element {
  const { alert, outcome, reason } = view;
  const resolved = alert.status === 'resolved';
  return (
    <li class="event-row">
      <span class="event-time">
        <Clock at={alert.at} />
      </span>
      <span class={`event-severity tone-${resolved ? 'healthy' : alert.severity}`}>
        {resolved ? <StatusIcon status="healthy" /> : <SeverityIcon severity={alert.severity} />}
        <span>{resolved ? 'Resolved' : SEVERITY_WORDS[alert.severity]}</span>
      </span>
      <span class="event-text">
        <span class="event-heading">
          <Outside text={alert.title} class="event-title" />
          <span class="event-key">
            {alert.service === undefined ? (
              <Outside text={alert.key} />
            ) : (
              <a href={linkToService(alert.service)}>
                <Outside text={alert.key} />
              </a>
            )}
          </span>
        </span>
        {alert.message !== '' && alert.message !== alert.title && (
          <Outside text={alert.message} class="event-message" />
        )}
      </span>
      <span class={`event-outcome outcome-${outcome}`}>
        {OUTCOME_WORDS[outcome]}
        {reason !== undefined && <span class="quiet">: {SUPPRESSION_WORDS[reason]}</span>}
      </span>
      <a class="event-why" href={whyLink(alert.id)} data-item={`alert ${alert.id}`}>
        Why?
        <span class="hidden">
          {' '}
          What became of <bdi>{alert.title}</bdi>
        </span>
      </a>
    </li>
  );
}
