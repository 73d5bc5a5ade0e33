import type { JSX } from 'preact';

/** The field that `/` leads to. */
export function FilterField({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
}): JSX.Element {
  return (
    <label class="filter">
      <span class="hidden">{label}</span>
      <input
        type="search"
        data-filter
        placeholder={label}
        value={value}
        autocomplete="off"
        spellcheck={false}
        onInput={({ currentTarget }) => onChange(currentTarget.value)}
      />
      <span class="filter-key" aria-hidden="true">
        /
      </span>
    </label>
  );
}
