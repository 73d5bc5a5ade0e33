import type { Entry } from './service-list.js';

/** Where an entry is: its line from the top, and its lane from the left. The head of a group has a line for itself. */
export interface Place {
  readonly line: number;
  readonly lane: number;
}

/** Places for all entries, line by line over `lanes` columns. */
export function placeEntries(
  entries: readonly Pick<Entry, 'type'>[],
  lanes: number,
): { places: Place[]; lines: number } {
  const places: Place[] = [];
  let line = 0;
  let lane = 0;
  for (const { type } of entries) {
    if (type === 'group') {
      if (lane > 0) line++;
      places.push({ line, lane: 0 });
      line++;
      lane = 0;
    } else {
      places.push({ line, lane });
      lane++;
      if (lane === lanes) {
        line++;
        lane = 0;
      }
    }
  }
  return { places, lines: lane > 0 ? line + 1 : line };
}

export interface Viewport {
  /** How far the top of the list is above the top of what is seen; negative while it is below it. */
  readonly scrolled: number;
  /** The height of what is seen. */
  readonly height: number;
  /** The height of one line. */
  readonly lineHeight: number;
}

/** Lines that are kept ready above and below what is seen. */
const OVERSCAN = 6;

/** No screen shows more lines; whatever is measured, no more are drawn. */
const MOST_LINES = 160;

/** The lines to draw: from `first` up to but without `end`. Both move in steps, so that scrolling a bit draws nothing. */
export function lineRange(
  { scrolled, height, lineHeight }: Viewport,
  lines: number,
): {
  first: number;
  end: number;
} {
  if (!(lineHeight > 0)) return { first: 0, end: Math.min(lines, OVERSCAN) };
  const top = Math.floor(Math.max(0, scrolled) / lineHeight / OVERSCAN) * OVERSCAN;
  const seen = Math.ceil(Math.max(0, height) / lineHeight);
  const first = Math.max(0, Math.min(top - OVERSCAN, lines - 1));
  const end = Math.min(lines, first + Math.min(seen + OVERSCAN * 4, MOST_LINES));
  return { first, end: Math.max(first, end) };
}

/** The entries on these lines: from `first` up to but without `end`. Places run downward. */
export function entryRange(
  places: readonly Place[],
  lines: { readonly first: number; readonly end: number },
): { first: number; end: number } {
  return { first: firstOnLine(places, lines.first), end: firstOnLine(places, lines.end) };
}

/** The index of the first place on that line or after it. */
function firstOnLine(places: readonly Place[], line: number): number {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle]?.line ?? 0) < line) low = middle + 1;
    else high = middle;
  }
  return low;
}
