import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { ServiceState } from '../../../../src/domain/service.js';
import { checkService, pauseService, resumeService } from '../../api/calls.js';
import { openDialog } from '../../browser/dialogs.js';
import { notify, notifyFailure } from '../../browser/notices.js';
import { mayChange } from '../../browser/session.js';
import { EMPTY_ROW } from '../../state/silence-draft.js';
import { latencyText } from '../../text/number-text.js';
import { STATUS_WORDS } from '../../text/words.js';
import { Sign, StatusIcon } from '../icons.js';
import { Labels } from '../labels.js';
import { Age, Ago } from '../time.js';

/** What the service is, how it is, and what can be done with it. */
export function ServiceHead({ state }: { state: ServiceState }): JSX.Element {
  const { name, status, paused, flapping, since, message, latencyMs, lastCheckAt } = state;
  return (
    <header class={`service-head head-${paused ? 'paused' : status}`}>
      <div class="service-head-icon">
        <StatusIcon status={status} paused={paused} />
      </div>
      <div class="service-head-words">
        <h1>
          <bdi>{name}</bdi>
        </h1>
        <p class="service-head-state">
          <strong class={`tone-${paused ? 'unknown' : status}`}>
            {paused ? `Paused, was ${status}` : STATUS_WORDS[status]}
          </strong>{' '}
          for <Age at={since} />
          {flapping && <span class="badge">flapping</span>}
          <span class="quiet">
            {lastCheckAt === undefined ? (
              ' · not checked yet'
            ) : (
              <>
                {' · checked '}
                <Ago at={lastCheckAt} />
                {latencyMs !== undefined && ` in ${latencyText(latencyMs)}`}
              </>
            )}
          </span>
        </p>
        {message !== undefined && message !== '' && <bdi class="service-message">{message}</bdi>}
        <Labels labels={state.labels} all />
      </div>
      {mayChange() && <ServiceActions state={state} />}
    </header>
  );
}

function ServiceActions({ state }: { state: ServiceState }): JSX.Element {
  const { name, paused } = state;
  const busy = useSignal(false);
  const act = async (
    what: () => Promise<ServiceState>,
    done: (s: ServiceState) => string,
    failed: string,
  ) => {
    if (busy.peek()) return;
    busy.value = true;
    try {
      notify(done(await what()));
    } catch (error) {
      notifyFailure(failed, error);
    } finally {
      busy.value = false;
    }
  };
  return (
    <div class="actions">
      <button
        type="button"
        class="button"
        aria-disabled={busy.value}
        onClick={() => act(() => checkService(name), checkedText, `${name} could not be checked`)}
      >
        <Sign name="refresh" />
        {busy.value ? 'Working…' : 'Check now'}
      </button>
      {paused ? (
        <button
          type="button"
          class="button"
          aria-disabled={busy.value}
          onClick={() =>
            act(
              () => resumeService(name),
              () => `${name} is watched again`,
              `${name} is still paused`,
            )
          }
        >
          <Sign name="play" />
          Resume
        </button>
      ) : (
        <button
          type="button"
          class="button"
          aria-disabled={busy.value}
          onClick={() =>
            act(
              () => pauseService(name),
              () => `${name} is paused`,
              `${name} is not paused`,
            )
          }
        >
          <Sign name="pause" />
          Pause
        </button>
      )}
      <button
        type="button"
        class="button"
        onClick={() => {
          openDialog.value = { kind: 'silence', rows: [{ ...EMPTY_ROW, value: name }] };
        }}
      >
        <Sign name="mute" />
        Silence
      </button>
    </div>
  );
}

function checkedText({ name, status, message, latencyMs }: ServiceState): string {
  const took = latencyMs === undefined ? '' : ` in ${latencyText(latencyMs)}`;
  return `${name} was checked${took}: ${status}${message === undefined || message === '' ? '' : `, ${message}`}`;
}
