import type { RefObject } from 'preact';

/** How far each place was scrolled when it was left, and what had the focus there. */
const left = new Map<string, { readonly top: number; readonly item: string | undefined }>();
let place = '';
/** The last position that the place was scrolled to; the page of another place may be shorter. */
let top = 0;

/** Keeps in mind how far a place is scrolled. */
export function watchScroll(): void {
  addEventListener(
    'scroll',
    () => {
      top = scrollY;
    },
    { passive: true },
  );
  document.addEventListener('focusin', ({ target }) => {
    const item = target instanceof HTMLElement ? target.dataset.item : undefined;
    if (item !== undefined) left.set(place, { top, item });
  });
}

/**
 * Comes to a place: one that was seen before is as far scrolled as it was left, with the focus where it was; else the
 * focus goes to the beginning of what is new.
 */
export function keepScroll(next: string, main: RefObject<HTMLElement | null>): void {
  const first = place === '';
  if (!first) left.set(place, { top, item: left.get(place)?.item });
  place = next;
  if (first) return;
  const known = left.get(next);
  scrollTo({ top: known?.top ?? 0, behavior: 'instant' });
  const item = known?.item;
  requestAnimationFrame(() => {
    const active = document.activeElement;
    // Whoever is quick has gone on already.
    if (place !== next || (active !== main.current && main.current?.contains(active))) return;
    const focused =
      item === undefined
        ? null
        : main.current?.querySelector<HTMLElement>(`[data-item="${CSS.escape(item)}"]`);
    (focused ?? main.current)?.focus({ preventScroll: true });
  });
}
