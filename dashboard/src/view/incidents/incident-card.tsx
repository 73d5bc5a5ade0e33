import type { JSX } from 'preact';
import type { Incident } from '../../../../src/domain/incident.js';
import { openDialog } from '../../browser/dialogs.js';
import { mayChange } from '../../browser/session.js';
import { whyLink } from '../../browser/why.js';
import { linkToService } from '../../state/route.js';
import { EMPTY_ROW } from '../../state/silence-draft.js';
import { SEVERITY_WORDS, SUPPRESSION_WORDS } from '../../text/words.js';
import { SeverityIcon, Sign, StatusIcon } from '../icons.js';
import { Outside } from '../outside-text.js';
import { Ago, ShortMoment, Stopwatch } from '../time.js';

/** A condition, how long it has been firing, and who has taken it on. In a compact one what is clear from around it is left out. */
export function IncidentCard({
  incident,
  compact = false,
}: {
  incident: Incident;
  compact?: boolean;
}): JSX.Element {
  const { key, status, alert, openedAt, resolvedAt, acknowledgement, count, told, heldBy } = incident;
  const resolved = status === 'resolved';
  const tone = resolved ? 'healthy' : alert.severity;
  return (
    <article class={`card card-${status} card-tone-${tone}`}>
      <header class="card-head">
        <span class={`card-state tone-${tone}`}>
          {resolved ? <StatusIcon status="healthy" /> : <SeverityIcon severity={alert.severity} />}
          {resolved ? 'Resolved' : SEVERITY_WORDS[alert.severity]}
          {status === 'acknowledged' && <span class="badge">acknowledged</span>}
        </span>
        <span class="card-time">
          <span class="hidden">{resolved ? 'lasted ' : 'fires for '}</span>
          <Stopwatch at={openedAt} until={resolvedAt} />
        </span>
      </header>
      <h3 class="card-title">
        {alert.service === undefined || compact ? (
          <Outside text={alert.title} />
        ) : (
          <a href={linkToService(alert.service)} data-item={`incident ${key}`}>
            <Outside text={alert.title} />
          </a>
        )}
      </h3>
      {alert.message !== '' && alert.message !== alert.title && (
        <Outside text={alert.message} class="card-text" />
      )}
      <p class="card-facts">
        {!resolved && 'since '}
        <ShortMoment at={openedAt} />
        {resolvedAt !== undefined && (
          <>
            –<ShortMoment at={resolvedAt} />
          </>
        )}
        {count > 1 && ` · fired ${count} times`}
        {!told &&
          !resolved &&
          ` · nobody was told${heldBy === undefined ? '' : `: ${SUPPRESSION_WORDS[heldBy]}`}`}
      </p>
      {acknowledgement !== undefined && (
        <p class="card-taken">
          <Sign name="check" />
          <span>
            <bdi>{acknowledgement.by}</bdi>, <Ago at={acknowledgement.at} />
            {acknowledgement.note !== undefined && (
              <>
                : <bdi>{acknowledgement.note}</bdi>
              </>
            )}
          </span>
        </p>
      )}
      <footer class="card-actions">
        {!resolved && mayChange() && <IncidentActions incident={incident} />}
        <a
          class="button button-quiet"
          href={whyLink(alert.id)}
          data-item={alert.service === undefined || compact ? `incident ${key}` : undefined}
        >
          Why?
        </a>
      </footer>
    </article>
  );
}

function IncidentActions({ incident }: { incident: Incident }): JSX.Element {
  const { key, status } = incident;
  return (
    <>
      <button
        type="button"
        class="button"
        onClick={() => {
          openDialog.value = { kind: 'acknowledge', incident };
        }}
      >
        {status === 'acknowledged' ? 'Acknowledge again' : 'Acknowledge'}
      </button>
      <button
        type="button"
        class="button"
        onClick={() => {
          openDialog.value = { kind: 'silence', rows: [{ ...EMPTY_ROW, field: 'key', value: key }] };
        }}
      >
        Silence
      </button>
    </>
  );
}
