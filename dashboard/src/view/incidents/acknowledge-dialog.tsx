import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { Incident } from '../../../../src/domain/incident.js';
import { failureSentence } from '../../api/api-failure.js';
import { acknowledge } from '../../api/calls.js';
import { closeDialog } from '../../browser/dialogs.js';
import { focusInvalid } from '../../browser/focus-invalid.js';
import { notify } from '../../browser/notices.js';
import { who } from '../../browser/who.js';
import { Dialog } from '../dialog.js';
import { TextField } from '../text-field.js';

/** Somebody takes an incident on. */
export function AcknowledgeDialog({ incident }: { incident: Incident }): JSX.Element {
  const note = useSignal('');
  const tried = useSignal(false);
  const busy = useSignal(false);
  const problem = useSignal<string | undefined>(undefined);
  const nameless = who.value.trim() === '';
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    tried.value = true;
    if (busy.peek()) return;
    if (nameless) {
      focusInvalid(event.currentTarget);
      return;
    }
    busy.value = true;
    try {
      const words = note.peek().trim();
      await acknowledge(incident.key, { by: who.peek().trim(), ...(words === '' ? {} : { note: words }) });
      notify(`Acknowledged: ${incident.alert.title}`);
      closeDialog();
    } catch (error) {
      problem.value = failureSentence(error);
    } finally {
      busy.value = false;
    }
  };
  return (
    <Dialog title="Acknowledge" onClose={closeDialog}>
      <form class="form" onSubmit={submit} noValidate>
        <p class="form-lead">
          <bdi>{incident.alert.title}</bdi>
        </p>
        <TextField
          label="Your name"
          value={who.value}
          onChange={(value) => {
            who.value = value;
          }}
          problem={tried.value && nameless ? 'Say who takes it on' : undefined}
          autofocus={nameless}
          autocomplete="name"
        />
        <TextField
          label="Note (optional)"
          value={note.value}
          onChange={(value) => {
            note.value = value;
          }}
          autofocus={!nameless}
        />
        <p class="quiet">Reminders stop. The incident goes on until the condition is over.</p>
        {problem.value !== undefined && (
          <p class="form-problem" role="alert">
            {problem.value}
          </p>
        )}
        <div class="form-end">
          <button type="button" class="button" onClick={closeDialog}>
            Cancel
          </button>
          <button type="submit" class="button button-main" aria-disabled={busy.value}>
            {busy.value ? 'Working…' : 'Acknowledge'}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
