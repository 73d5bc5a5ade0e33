import type { JSX } from 'preact';
import type { ServiceState } from '../../../../src/domain/service.js';
import type { ServiceSettings } from '../../../../src/domain/settings.js';
import { progressOf } from '../../text/progress.js';

/** More pips than this are told in words only. */
const MOST_PIPS = 12;

/** How far the service is on its way to another status. */
export function Thresholds({
  state,
  settings,
}: {
  state: ServiceState;
  settings: ServiceSettings;
}): JSX.Element {
  return (
    <ul class="thresholds">
      {progressOf(state, settings).map(({ to, done, needed, text }) => (
        <li key={to} class={done > 0 ? 'threshold threshold-begun' : 'threshold'}>
          {needed <= MOST_PIPS && (
            <span class={`pips pips-${to}`} aria-hidden="true">
              {Array.from({ length: needed }, (_, index) => (
                <span key={index} class={index < done ? 'pip pip-full' : 'pip'} />
              ))}
            </span>
          )}
          {text}
        </li>
      ))}
    </ul>
  );
}
