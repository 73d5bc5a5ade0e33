import type { JSX } from 'preact';
import { dismiss, notices } from '../browser/notices.js';
import { Sign } from './icons.js';

/** How things went that somebody asked for. */
export function Notices(): JSX.Element {
  return (
    <div class="notices" role="status" aria-label="Notices">
      {notices.value.map(({ id, kind, text }) => (
        <div key={id} class={`notice notice-${kind}`}>
          <Sign name={kind === 'done' ? 'check' : 'cross'} />
          <bdi>{text}</bdi>
          <button
            type="button"
            class="button button-quiet button-icon"
            aria-label="Close this notice"
            onClick={() => dismiss(id)}
          >
            <Sign name="cross" />
          </button>
        </div>
      ))}
    </div>
  );
}
