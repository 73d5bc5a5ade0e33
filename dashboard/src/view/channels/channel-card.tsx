import type { JSX } from 'preact';
import { formatDuration } from '../../../../src/domain/duration.js';
import type { ChannelView } from '../../../../src/http/api/views.js';
import { mayChange } from '../../browser/session.js';
import { countText } from '../../text/number-text.js';
import { CIRCUIT_MEANING, CIRCUIT_WORDS, SEVERITY_WORDS } from '../../text/words.js';
import { Sign, type SignName } from '../icons.js';
import { Outside } from '../outside-text.js';
import { Ago } from '../time.js';
import { ChannelTest } from './channel-test.js';

const CIRCUIT_SIGNS: Readonly<Record<ChannelView['circuit'], SignName>> = {
  closed: 'circuitClosed',
  open: 'circuitOpen',
  halfOpen: 'circuitHalf',
};

/** A channel: what it takes, and how it fares. */
export function ChannelCard({ channel }: { channel: ChannelView }): JSX.Element {
  const { name, kind, enabled, circuit, lastSentAt, lastError } = channel;
  return (
    <article class={`card channel channel-${enabled ? circuit : 'off'}`}>
      <header class="card-head">
        <h2 class="card-title">
          <Outside text={name} />
        </h2>
        <span class="badge">{kind}</span>
      </header>
      {enabled ? (
        <p class={`channel-circuit circuit-${circuit}`} title={CIRCUIT_MEANING[circuit]}>
          <Sign name={CIRCUIT_SIGNS[circuit]} />
          {CIRCUIT_WORDS[circuit]}
        </p>
      ) : (
        <p class="channel-circuit quiet">
          <Sign name="pause" />
          Switched off
        </p>
      )}
      <p class="card-facts">{takes(channel)}</p>
      <dl class="figures">
        <Figure name="Sent" value={channel.sent} />
        <Figure name="Failed attempts" value={channel.failedAttempts} bad />
        <Figure name="Given up" value={channel.abandoned} bad />
        <Figure name="Pending" value={channel.pending} />
      </dl>
      <p class="card-facts">
        {lastSentAt === undefined ? (
          'Nothing was sent yet'
        ) : (
          <>
            Last success <Ago at={lastSentAt} />
          </>
        )}
      </p>
      {lastError !== undefined && (
        <p class="channel-error">
          <span class="field-label">Last error</span>
          <bdi>{lastError}</bdi>
        </p>
      )}
      {enabled && mayChange() && <ChannelTest name={name} />}
    </article>
  );
}

function Figure({ name, value, bad = false }: { name: string; value: number; bad?: boolean }): JSX.Element {
  return (
    <div class="figure">
      <dt>{name}</dt>
      <dd class={bad && value > 0 ? 'tone-unhealthy' : ''}>{countText(value)}</dd>
    </div>
  );
}

/** Which notifications it takes, and how patient it is. */
function takes({ minSeverity, categories, timeoutMs, maxAttempts }: ChannelView): string {
  const severities =
    minSeverity === undefined ? 'any severity' : `${SEVERITY_WORDS[minSeverity].toLowerCase()} and worse`;
  const kinds = categories === undefined ? '' : `, of ${categories.join(', ')}`;
  return `Takes ${severities}${kinds}. Up to ${maxAttempts} attempts of ${formatDuration(timeoutMs)}.`;
}
