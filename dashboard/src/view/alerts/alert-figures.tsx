import type { JSX } from 'preact';
import { store } from '../../browser/live.js';
import { heldBack } from '../../text/alert-figures.js';
import { countText } from '../../text/number-text.js';

/** How many alerts came in and how many of them were held back, as far back as the journal reaches. */
export function AlertFigures(): JSX.Element | null {
  const stats = store.stats.value;
  if (stats === undefined || stats.raised === 0) return null;
  const { total, details } = heldBack(stats);
  return (
    <p class="toolbar-count" title={details}>
      {countText(stats.raised)} raised, {countText(total)} held back
    </p>
  );
}
