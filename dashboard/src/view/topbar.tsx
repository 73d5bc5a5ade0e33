import type { JSX } from 'preact';
import { now } from '../browser/clock.js';
import { openDialog } from '../browser/dialogs.js';
import { store } from '../browser/live.js';
import { route } from '../browser/route.js';
import { session } from '../browser/session.js';
import { linkTo, type View } from '../state/route.js';
import { silenceStatusAt } from '../state/silence-list.js';
import { PHASE_WORDS } from '../text/words.js';
import { ConnectionState } from './connection-state.js';
import { Sign, type SignName } from './icons.js';
import { LogOutButton } from './log-out-button.js';
import { ThemeButton } from './theme-button.js';

/** The name, the views, and what concerns the page itself. */
export function Topbar(): JSX.Element {
  const phase = store.ready.value ? PHASE_WORDS[store.phase.value] : undefined;
  return (
    <header class="topbar">
      <a class="brand" href={linkTo('services')} aria-label="Tocsin, all services">
        <Sign name="bell" />
        <span>Tocsin</span>
      </a>
      <nav class="views" aria-label="Views">
        <ul>
          <ViewLink view="services" text="Services" sign="check" covers={['services', 'service']} />
          <ViewLink view="alerts" text="Alerts" sign="bell" covers={['alerts', 'notifications']} />
          <ViewLink view="incidents" text="Incidents" sign="clock" count={firing()} noun="firing" />
          <ViewLink view="silences" text="Silences" sign="mute" count={silencesInForce()} noun="in force" />
          <ViewLink view="channels" text="Channels" sign="send" />
        </ul>
      </nav>
      <div class="tools">
        {session.value?.readOnly && (
          <span class="badge" title="The server lets nothing be changed from this page.">
            Read only
          </span>
        )}
        {phase !== undefined && (
          <span class="badge" title={phase.meaning}>
            {phase.word}
          </span>
        )}
        <ConnectionState />
        <ThemeButton />
        <button
          type="button"
          class="button button-quiet button-icon only-wide"
          title="Keyboard shortcuts (?)"
          aria-label="Keyboard shortcuts"
          onClick={() => {
            openDialog.value = { kind: 'shortcuts' };
          }}
        >
          <Sign name="keyboard" />
        </button>
        <LogOutButton />
      </div>
    </header>
  );
}

interface ViewLinkProps {
  readonly view: Exclude<View, 'service'>;
  readonly text: string;
  readonly sign: SignName;
  readonly covers?: readonly View[];
  readonly count?: number;
  /** What the counted things are. */
  readonly noun?: string;
}

function ViewLink({ view, text, sign, covers = [view], count = 0, noun = '' }: ViewLinkProps): JSX.Element {
  const current = covers.includes(route.value.view);
  return (
    <li>
      <a class="view-link" href={linkTo(view)} aria-current={current ? 'page' : undefined}>
        <Sign name={sign} />
        <span>{text}</span>
        {count > 0 && (
          <span class="view-count">
            {count}
            <span class="hidden"> {noun}</span>
          </span>
        )}
      </a>
    </li>
  );
}

function firing(): number {
  return store.incidents.value.filter(({ status }) => status !== 'resolved').length;
}

function silencesInForce(): number {
  return store.silences.value.filter((silence) => silenceStatusAt(silence, now.value) === 'active').length;
}
