import type { JSX } from 'preact';
import { SEVERITIES } from '../../../../src/domain/severity.js';
import { MATCH_FIELDS, MATCH_MODES, type MatchRow } from '../../state/silence-draft.js';
import { Sign } from '../icons.js';
import { TextField } from '../text-field.js';

const FIELD_TEXTS = {
  service: 'Service',
  category: 'Category',
  title: 'Title',
  key: 'Key',
  severity: 'Severity',
  label: 'Label',
} as const;

export interface MatchRowFieldsProps {
  readonly row: MatchRow;
  /** From 1, for screen readers. */
  readonly number: number;
  readonly problem: string | undefined;
  readonly onChange: (row: MatchRow) => void;
  /** Left out for the only row. */
  readonly onRemove: (() => void) | undefined;
}

/** One condition of a silence, as fields. */
export function MatchRowFields({
  row,
  number,
  problem,
  onChange,
  onRemove,
}: MatchRowFieldsProps): JSX.Element {
  const nameless = row.field === 'label' && row.label.trim() === '';
  const change = (changes: Partial<MatchRow>): void => onChange({ ...row, ...changes });
  return (
    <fieldset class={row.field === 'label' ? 'match-row match-row-label' : 'match-row'}>
      <legend class="hidden">Condition {number}</legend>
      <label class="field">
        <span class="field-label">What</span>
        <select
          onChange={({ currentTarget }) => {
            const field = MATCH_FIELDS[currentTarget.selectedIndex];
            if (field !== undefined) change({ field });
          }}
        >
          {MATCH_FIELDS.map((field) => (
            <option key={field} selected={field === row.field}>
              {FIELD_TEXTS[field]}
            </option>
          ))}
        </select>
      </label>
      {row.field === 'label' && (
        <TextField
          label="Which label"
          value={row.label}
          onChange={(label) => change({ label })}
          placeholder="team"
          problem={nameless ? problem : undefined}
        />
      )}
      <label class="field">
        <span class="field-label">How</span>
        <select
          onChange={({ currentTarget }) => {
            const mode = MATCH_MODES[currentTarget.selectedIndex];
            if (mode !== undefined) change({ mode });
          }}
        >
          {MATCH_MODES.map((mode) => (
            <option key={mode} selected={mode === row.mode}>
              {mode}
            </option>
          ))}
        </select>
      </label>
      <TextField
        label={row.mode === 'matches' || row.mode === 'does not match' ? 'Regular expression' : 'Value'}
        value={row.value}
        onChange={(value) => change({ value })}
        problem={nameless ? undefined : problem}
        placeholder={row.field === 'severity' ? SEVERITIES.slice(2).join(', ') : ''}
      />
      {onRemove !== undefined && (
        <button
          type="button"
          class="button button-quiet button-icon match-remove"
          aria-label={`Remove condition ${number}`}
          onClick={onRemove}
        >
          <Sign name="cross" />
        </button>
      )}
    </fieldset>
  );
}
