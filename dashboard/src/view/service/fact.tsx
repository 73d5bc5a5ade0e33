import type { JSX } from 'preact';

export interface FactProps {
  readonly name: string;
  readonly children: JSX.Element | string | (JSX.Element | string)[];
}

/** A name and what stands behind it, in a list of such. */
export function Fact({ name, children }: FactProps): JSX.Element {
  return (
    <div class="fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
