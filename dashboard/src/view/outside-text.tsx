import type { JSX } from 'preact';

/**
 * Text from outside: shown as text, never letting its writing direction reach what is around it. It may be cut off by the
 * style around it, so that all of it is in its title.
 */
export function Outside({ text, class: name }: { text: string; class?: string }): JSX.Element {
  return (
    <bdi class={name === undefined ? 'outside' : `outside ${name}`} title={text}>
      {text}
    </bdi>
  );
}
