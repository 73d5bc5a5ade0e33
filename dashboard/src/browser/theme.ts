import { computed, effect, signal } from '@preact/signals';
import { remembered } from './remembered.js';

export const THEMES = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const kept = remembered('theme', 'auto');
const preference = matchMedia('(prefers-color-scheme: dark)');
const prefersDark = signal(preference.matches);
preference.addEventListener('change', ({ matches }) => {
  prefersDark.value = matches;
});

/** What was chosen; `auto` follows the system. */
export const theme = computed<Theme>(() => THEMES.find((one) => one === kept.value) ?? 'auto');

/** What is shown. */
export const isDark = computed(() => (theme.value === 'auto' ? prefersDark.value : theme.value === 'dark'));

export function chooseTheme(chosen: Theme): void {
  kept.value = chosen;
}

/** Keeps the document in the theme. */
export function applyTheme(): void {
  effect(() => {
    document.documentElement.dataset.theme = isDark.value ? 'dark' : 'light';
  });
}
