import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { ApiFailure, failureSentence } from '../../api/api-failure.js';
import { addSilence } from '../../api/calls.js';
import { serverNow } from '../../browser/clock.js';
import { closeDialog } from '../../browser/dialogs.js';
import { focusInvalid } from '../../browser/focus-invalid.js';
import { notify } from '../../browser/notices.js';
import { who } from '../../browser/who.js';
import { EMPTY_ROW, type MatchRow, matchOf, rowProblem } from '../../state/silence-draft.js';
import { endOf, endProblem, PRESETS, type SilenceEnd } from '../../state/silence-end.js';
import { Dialog } from '../dialog.js';
import { Sign } from '../icons.js';
import { Segments } from '../segments.js';
import { TextField } from '../text-field.js';
import { MatchRowFields } from './match-row-fields.js';
import { SilencePreviewList } from './silence-preview.js';

/** More conditions than fields make no sense, but labels are many. */
const MOST_ROWS = 12;

interface DraftRow {
  readonly id: number;
  readonly row: MatchRow;
}

/** The form for a new silence, with what it would match now. */
export function SilenceDialog({ rows }: { rows: readonly MatchRow[] }): JSX.Element {
  const drafts = useSignal<readonly DraftRow[]>(rows.map((row, id) => ({ id, row })));
  const end = useSignal<SilenceEnd>({ preset: '2h', custom: '' });
  const reason = useSignal('');
  const tried = useSignal(false);
  const busy = useSignal(false);
  const failure = useSignal<unknown>(undefined);

  const current = drafts.value.map(({ row }) => row);
  const match = matchOf(current);
  const nameless = who.value.trim() === '';
  const unclear = endProblem(end.value, serverNow());
  const refused = failure.value instanceof ApiFailure ? failure.value.issues : [];
  /** What the server found wrong at a path; those of the matcher begin with it. */
  const refusal = (path: string): string | undefined => refused.find((issue) => issue.path === path)?.message;

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    tried.value = true;
    if (busy.peek()) return;
    if (match === undefined || nameless || unclear !== undefined) {
      focusInvalid(event.currentTarget);
      return;
    }
    busy.value = true;
    failure.value = undefined;
    try {
      const words = reason.peek().trim();
      await addSilence({
        match,
        ...endOf(end.peek()),
        by: who.peek().trim(),
        ...(words === '' ? {} : { reason: words }),
      });
      notify('The silence is made');
      closeDialog();
    } catch (error) {
      failure.value = error;
    } finally {
      busy.value = false;
    }
  };

  return (
    <Dialog title="New silence" onClose={closeDialog} wide>
      <form class="form" onSubmit={submit} noValidate>
        <fieldset class="plain-fieldset">
          <legend>Hold back alerts of which all of this is true</legend>
          {drafts.value.map(({ id, row }, index) => (
            <MatchRowFields
              key={id}
              row={row}
              number={index + 1}
              problem={(tried.value ? rowProblem(row, current) : undefined) ?? refusal(pathOf(row))}
              onChange={(next) => {
                drafts.value = drafts.peek().map((draft) => (draft.id === id ? { id, row: next } : draft));
              }}
              onRemove={
                drafts.value.length === 1
                  ? undefined
                  : () => {
                      drafts.value = drafts.peek().filter((draft) => draft.id !== id);
                    }
              }
            />
          ))}
          {drafts.value.length < MOST_ROWS && (
            <button
              type="button"
              class="button button-quiet"
              onClick={() => {
                const id = Math.max(...drafts.peek().map((draft) => draft.id)) + 1;
                drafts.value = [...drafts.peek(), { id, row: nextRow(current) }];
              }}
            >
              <Sign name="plus" />
              Add a condition
            </button>
          )}
        </fieldset>
        <SilencePreviewList match={match} />
        <div class="form-row">
          <div class="field">
            <span class="field-label">For</span>
            <Segments
              label="For how long"
              value={end.value.preset}
              options={PRESETS.map((preset) => ({ value: preset, text: preset }))}
              onChange={(preset) => {
                end.value = { ...end.peek(), preset };
              }}
            />
          </div>
          {end.value.preset === 'until' && (
            <TextField
              label="Until"
              type="datetime-local"
              value={end.value.custom}
              onChange={(custom) => {
                end.value = { ...end.peek(), custom };
              }}
              problem={(tried.value ? unclear : undefined) ?? refusal('until')}
            />
          )}
        </div>
        {refusal('for') !== undefined && <p class="form-problem">{refusal('for')}</p>}
        <div class="form-row">
          <TextField
            label="Your name"
            value={who.value}
            onChange={(value) => {
              who.value = value;
            }}
            problem={(tried.value && nameless ? 'Say who asks for it' : undefined) ?? refusal('by')}
            autocomplete="name"
          />
          <TextField
            label="Reason (optional)"
            value={reason.value}
            onChange={(value) => {
              reason.value = value;
            }}
            problem={refusal('reason')}
          />
        </div>
        {failure.value !== undefined && (
          <p class="form-problem" role="alert">
            {failureSentence(failure.value)}
          </p>
        )}
        <div class="form-end">
          <button type="button" class="button" onClick={closeDialog}>
            Cancel
          </button>
          <button type="submit" class="button button-main" aria-disabled={busy.value}>
            {busy.value ? 'Working…' : 'Silence'}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function pathOf({ field, label }: MatchRow): string {
  return field === 'label' ? `match.labels.${label.trim()}` : `match.${field}`;
}

/** A field that has no condition yet. */
function nextRow(rows: readonly MatchRow[]): MatchRow {
  const used = new Set(rows.map(({ field }) => field));
  const field = (['service', 'severity', 'category', 'title', 'key'] as const).find((one) => !used.has(one));
  return { ...EMPTY_ROW, field: field ?? 'label' };
}
