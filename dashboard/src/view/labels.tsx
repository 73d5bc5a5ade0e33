import type { JSX } from 'preact';

/** So many fit; the others are in the title. */
const SHOWN = 3;

/** Labels such as `team:core`. */
export function Labels({
  labels,
  all = false,
}: {
  labels: Readonly<Record<string, string>>;
  all?: boolean;
}): JSX.Element | null {
  const entries = Object.entries(labels);
  if (entries.length === 0) return null;
  const shown = all ? entries : entries.slice(0, SHOWN);
  const rest = entries.slice(shown.length);
  return (
    <span class="labels">
      {shown.map(([name, value]) => (
        <span class="label" key={name} title={`${name}: ${value}`}>
          <bdi class="label-name">{name}</bdi>
          <bdi>{value}</bdi>
        </span>
      ))}
      {rest.length > 0 && (
        <span class="label" title={rest.map(([name, value]) => `${name}: ${value}`).join('\n')}>
          +{rest.length}
        </span>
      )}
    </span>
  );
}
