import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { SilenceView } from '../../../../src/http/api/views.js';
import { endSilence } from '../../api/calls.js';
import { now } from '../../browser/clock.js';
import { notify, notifyFailure } from '../../browser/notices.js';
import { mayChange } from '../../browser/session.js';
import { linkToService } from '../../state/route.js';
import { ageText } from '../../text/time-text.js';
import { Sign } from '../icons.js';
import { ShortMoment } from '../time.js';
import { MatchTerms } from './match-terms.js';

export interface SilenceCardProps {
  readonly silence: SilenceView;
  /** What it is now. */
  readonly status: SilenceView['status'];
}

/** A silence: what it holds back, until when, who asked for it and why. */
export function SilenceCard({ silence, status }: SilenceCardProps): JSX.Element {
  const { id, match, from, until, by, reason, maintenanceOf } = silence;
  const busy = useSignal(false);
  const end = async (): Promise<void> => {
    if (busy.peek()) return;
    busy.value = true;
    try {
      await endSilence(id);
      notify('The silence was ended');
    } catch (error) {
      notifyFailure('The silence is still there', error);
    } finally {
      busy.value = false;
    }
  };
  return (
    <article class={`card silence silence-${status}`}>
      <header class="card-head">
        <span class="card-state">
          <Sign name={status === 'ended' ? 'bell' : 'mute'} />
          {WORDS[status]}
        </span>
        <span class="card-time">{remaining(silence, status, now.value)}</span>
      </header>
      <MatchTerms match={match} />
      {reason !== undefined && <bdi class="card-text">{reason}</bdi>}
      <p class="card-facts">
        {maintenanceOf !== undefined ? (
          <>
            maintenance of{' '}
            <a href={linkToService(maintenanceOf)}>
              <bdi>{maintenanceOf}</bdi>
            </a>
          </>
        ) : (
          <>
            by <bdi>{by}</bdi>
          </>
        )}
        {' · '}
        <ShortMoment at={from} />–<ShortMoment at={until} />
      </p>
      {status !== 'ended' && mayChange() && (
        <footer class="card-actions">
          <button
            type="button"
            class="button"
            data-item={`silence ${id}`}
            aria-disabled={busy.value}
            onClick={end}
          >
            {busy.value ? 'Working…' : 'End now'}
          </button>
        </footer>
      )}
    </article>
  );
}

const WORDS: Readonly<Record<SilenceView['status'], string>> = {
  active: 'In force',
  pending: 'To come',
  ended: 'Ended',
};

function remaining({ from, until }: SilenceView, status: SilenceView['status'], at: number): string {
  if (status === 'active') return `${ageText(until - at)} left`;
  return status === 'pending' ? `in ${ageText(from - at)}` : '';
}
