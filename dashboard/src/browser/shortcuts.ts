import { linkTo } from '../state/route.js';
import { openDialog } from './dialogs.js';
import { goTo } from './route.js';

/** What the keys do, for the list of shortcuts. */
export const SHORTCUTS: readonly { readonly keys: string; readonly does: string }[] = [
  { keys: '/', does: 'Filter what is shown' },
  { keys: 'j or ↓', does: 'Next in the list' },
  { keys: 'k or ↑', does: 'Previous in the list' },
  { keys: 'Enter', does: 'Open' },
  { keys: 'Esc', does: 'Close a dialog, leave a field' },
  { keys: 'g s', does: 'Services' },
  { keys: 'g a', does: 'Alerts' },
  { keys: 'g n', does: 'Notifications' },
  { keys: 'g i', does: 'Incidents' },
  { keys: 'g l', does: 'Silences' },
  { keys: 'g c', does: 'Channels' },
  { keys: '?', does: 'This list' },
];

const PLACES: Readonly<Record<string, string>> = {
  s: linkTo('services'),
  a: linkTo('alerts'),
  n: linkTo('notifications'),
  i: linkTo('incidents'),
  l: linkTo('silences'),
  c: linkTo('channels'),
};

/** How long `g` waits for the letter of a view. */
const PATIENCE = 1_500;

/** Listens to the keys. Things in a list are what has `data-item`; the field to filter by is what has `data-filter`. */
export function listenToKeys(): void {
  let goingSince = Number.NEGATIVE_INFINITY;
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const { target, key } = event;
    if (!(target instanceof Element) || target.closest('dialog') !== null) return;
    if (isField(target)) {
      if (key === 'Escape' && target instanceof HTMLElement) target.blur();
      return;
    }
    const going = event.timeStamp - goingSince < PATIENCE;
    goingSince = Number.NEGATIVE_INFINITY;
    const place = going ? PLACES[key] : undefined;
    if (place !== undefined) goTo(place);
    else if (key === 'g') goingSince = event.timeStamp;
    else if (!act(key, target)) return;
    event.preventDefault();
  });
}

/** Does what a key stands for; gives whether it stands for anything. */
function act(key: string, target: Element): boolean {
  if (key === '/') return focusOn(document.querySelector('[data-filter]'));
  if (key === '?') {
    openDialog.value = { kind: 'shortcuts' };
    return true;
  }
  // Arrows scroll, unless one is within a list.
  const within = target.closest('[data-item]') !== null;
  if (key === 'j' || (key === 'ArrowDown' && within)) return moveTo(1);
  if (key === 'k' || (key === 'ArrowUp' && within)) return moveTo(-1);
  return false;
}

function moveTo(step: 1 | -1): boolean {
  const items = [...document.querySelectorAll<HTMLElement>('[data-item]')];
  const index = items.findIndex((item) => item.contains(document.activeElement));
  if (index >= 0) return focusOn(items[index + step] ?? null);
  // Nothing is chosen yet: begin with what is seen.
  return focusOn(items.find((item) => item.getBoundingClientRect().top >= 0) ?? items[0] ?? null);
}

function focusOn(element: Element | null): boolean {
  if (!(element instanceof HTMLElement)) return false;
  element.focus();
  if (element instanceof HTMLInputElement) element.select();
  else element.scrollIntoView({ block: 'nearest' });
  return true;
}

function isField(target: Element): boolean {
  return (
    target instanceof HTMLInputElement ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLElement && target.isContentEditable)
  );
}
