import type { JSX } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';

export interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** What is wrong with it. */
  readonly problem?: string | undefined;
  /** Whether it has the focus when it is drawn first. */
  readonly autofocus?: boolean;
  readonly type?: keyof typeof TYPES;
  readonly autocomplete?: string;
  readonly placeholder?: string;
}

const TYPES = {
  text: { type: 'text' },
  password: { type: 'password' },
  'datetime-local': { type: 'datetime-local' },
} as const;

/** A field for a line of text, with what is wrong with it. */
export function TextField({
  label,
  value,
  onChange,
  problem,
  autofocus = false,
  type = 'text',
  autocomplete = 'off',
  placeholder,
}: TextFieldProps): JSX.Element {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (autofocus) input.current?.focus();
  }, []);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        ref={input}
        id={id}
        {...TYPES[type]}
        value={value}
        data-autofocus={autofocus ? '' : undefined}
        autocomplete={autocomplete}
        placeholder={placeholder}
        aria-invalid={problem !== undefined}
        aria-describedby={problem === undefined ? undefined : `${id}-problem`}
        onInput={({ currentTarget }) => onChange(currentTarget.value)}
      />
      {problem !== undefined && (
        <p class="field-problem" id={`${id}-problem`}>
          {problem}
        </p>
      )}
    </div>
  );
}
