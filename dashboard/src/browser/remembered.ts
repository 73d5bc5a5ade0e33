import { effect, type Signal, signal } from '@preact/signals';

/** A text that the browser remembers under `tocsin.<name>`, as long as it lets pages remember anything. */
export function remembered(name: string, fallback: string): Signal<string> {
  const key = `tocsin.${name}`;
  const kept = signal(read(key) ?? fallback);
  effect(() => {
    try {
      localStorage.setItem(key, kept.value);
    } catch {
      // Private windows and full disks: it holds for as long as the page is open.
    }
  });
  return kept;
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}
