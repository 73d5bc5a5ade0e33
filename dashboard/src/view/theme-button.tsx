import type { JSX } from 'preact';
import { chooseTheme, THEMES, type Theme, theme } from '../browser/theme.js';
import { Sign, type SignName } from './icons.js';

const SIGNS: Readonly<Record<Theme, SignName>> = { auto: 'auto', light: 'sun', dark: 'moon' };

/** Goes through the themes. */
export function ThemeButton(): JSX.Element {
  const chosen = theme.value;
  const next = THEMES[(THEMES.indexOf(chosen) + 1) % THEMES.length] ?? 'auto';
  return (
    <button
      type="button"
      class="button button-quiet button-icon"
      title={`Theme: ${chosen}. Change to ${next}.`}
      aria-label={`Theme: ${chosen}. Change to ${next}.`}
      onClick={() => chooseTheme(next)}
    >
      <Sign name={SIGNS[chosen]} />
    </button>
  );
}
