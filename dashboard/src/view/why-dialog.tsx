import type { JSX } from 'preact';
import type { Explanation } from '../../../src/domain/explanation.js';
import { getExplanation } from '../api/calls.js';
import { store } from '../browser/live.js';
import { route } from '../browser/route.js';
import { closeWhy, whyLink } from '../browser/why.js';
import { dayKey, momentText } from '../text/time-text.js';
import { REASON_WORDS } from '../text/words.js';
import { Deliveries } from './alerts/deliveries.js';
import { Dialog } from './dialog.js';
import { Failure } from './failure.js';
import { Outside } from './outside-text.js';
import { Clock } from './time.js';
import { useLoaded } from './use-loaded.js';

/** What happened to an alert or a notification, step by step, while the route asks for it. */
export function WhyDialog(): JSX.Element | null {
  const id = route.value.query.why ?? '';
  return id === '' ? null : <Why key={id} id={id} />;
}

function Why({ id }: { id: string }): JSX.Element {
  const { loaded, reload } = useLoaded(id, (signal) => getExplanation(id, signal));
  const { value: explanation, error } = loaded.value;
  // Of a notification itself; of an alert those that tell of it.
  const told = store.notifications.value.filter((one) => one.id === id || one.alertIds.includes(id));
  const title =
    store.alerts.value.find(({ alert }) => alert.id === id)?.alert.title ??
    told.find((one) => one.id === id)?.title;
  return (
    <Dialog title={title === undefined ? 'What happened' : <Outside text={title} />} onClose={closeWhy} wide>
      {error !== undefined && <Failure what="It could not be explained." error={error} retry={reload} />}
      {explanation === undefined && error === undefined && <p class="quiet">Loading…</p>}
      {explanation !== undefined && <Steps explanation={explanation} />}
      {told.length > 0 && (
        <section class="why-deliveries" aria-label="Notifications">
          <h3>{told.length === 1 ? 'Notification' : 'Notifications'}</h3>
          {told.map((notification) => (
            <div key={notification.id} class="why-notification">
              {notification.id === id ? (
                <span>{REASON_WORDS[notification.reason]}</span>
              ) : (
                <a href={whyLink(notification.id)}>{REASON_WORDS[notification.reason]}</a>
              )}
              <Deliveries deliveries={notification.deliveries} />
            </div>
          ))}
        </section>
      )}
    </Dialog>
  );
}

function Steps({ explanation: { steps } }: { explanation: Explanation }): JSX.Element {
  return (
    <ol class="steps">
      {steps.map(({ at, position, type, what }, index) => {
        const before = steps[index - 1];
        return (
          <li key={`${position} ${type}`} class="step">
            <span class="step-time">
              <Clock at={at} />
            </span>
            <div class="step-text">
              <bdi>{what}</bdi>
              <span class="step-type">
                {type}, event {position}
                {before !== undefined && dayKey(before.at) !== dayKey(at) && `, ${momentText(at)}`}
              </span>
            </div>
          </li>
        );
      })}
    </ol>
  );
}
