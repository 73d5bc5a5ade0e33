import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { ApiFailure, failureSentence } from '../api/api-failure.js';
import { logIn } from '../api/calls.js';
import { restartConnection } from '../browser/live.js';
import { session } from '../browser/session.js';
import { TextField } from './text-field.js';

/** Asks for the token without which nothing is shown. */
export function TokenForm(): JSX.Element {
  const token = useSignal('');
  const busy = useSignal(false);
  const problem = useSignal<string | undefined>(undefined);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (busy.peek()) return;
    if (token.peek() === '') {
      problem.value = 'Enter the token';
      return;
    }
    busy.value = true;
    problem.value = undefined;
    try {
      session.value = await logIn(token.peek());
      restartConnection();
    } catch (error) {
      const wrong = error instanceof ApiFailure && error.status === 401;
      problem.value = wrong ? 'This is not the token' : failureSentence(error);
    } finally {
      busy.value = false;
    }
  };
  return (
    <form class="token-form" onSubmit={submit} noValidate>
      <h1>Tocsin</h1>
      <p class="quiet">
        This monitor is shown to those who know its token. It is in the configuration of the server.
      </p>
      <TextField
        label="Token"
        type="password"
        value={token.value}
        onChange={(value) => {
          token.value = value;
        }}
        problem={problem.value}
        autocomplete="current-password"
        autofocus
      />
      <button type="submit" class="button button-main" aria-disabled={busy.value}>
        {busy.value ? 'Working…' : 'Show the monitor'}
      </button>
    </form>
  );
}
