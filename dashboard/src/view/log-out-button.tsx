import type { JSX } from 'preact';
import { logOut } from '../api/calls.js';
import { restartConnection } from '../browser/live.js';
import { notifyFailure } from '../browser/notices.js';
import { session } from '../browser/session.js';
import { Sign } from './icons.js';

/** Ends the session, where there is one to end. */
export function LogOutButton(): JSX.Element | null {
  if (session.value?.tokenNeeded !== true || !session.value.authorized) return null;
  const leave = async (): Promise<void> => {
    try {
      session.value = await logOut();
      restartConnection();
    } catch (error) {
      notifyFailure('You are still logged in', error);
    }
  };
  return (
    <button
      type="button"
      class="button button-quiet button-icon"
      title="Log out"
      aria-label="Log out"
      onClick={leave}
    >
      <Sign name="exit" />
    </button>
  );
}
