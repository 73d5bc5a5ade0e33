import type { Status } from '../../../src/domain/service.js';
import type { Summary } from '../../../src/http/api/views.js';

/** What the title and the icon of the tab tell: the worst status, or that it is not known whether that still holds. */
export type PageState = Status | 'stale';

const MARKS: Readonly<Record<PageState, string>> = {
  unhealthy: '●',
  degraded: '▲',
  unknown: '○',
  healthy: '✓',
  stale: '⚠',
};

/** What the tab shows. */
export function pageState(summary: Summary | undefined, stale: boolean): PageState {
  return stale ? 'stale' : (summary?.status ?? 'unknown');
}

/** The title of the tab, such as `● 2 unhealthy – Tocsin`. */
export function documentTitle(summary: Summary | undefined, stale: boolean, place?: string): string {
  const name = place === undefined || place === '' ? 'Tocsin' : `${place} – Tocsin`;
  if (summary === undefined) return stale ? `${MARKS.stale} No connection – ${name}` : name;
  const mark = MARKS[pageState(summary, stale)];
  return `${mark} ${stale ? `No connection; was ${words(summary)}` : words(summary)} – ${name}`;
}

function words({ status, counts, total }: Summary): string {
  if (total === 0) return 'no services';
  if (status === 'healthy') return counts.unknown === 0 ? 'all healthy' : `${counts.healthy} healthy`;
  return `${counts[status]} ${status}`;
}

/** One shape and one colour for each state. A 16 by 16 drawing, free of text from outside. */
const SHAPES: Readonly<Record<PageState, string>> = {
  healthy:
    '<circle cx="8" cy="8" r="7" fill="#2f9e6a"/><path d="M4.5 8.2l2.4 2.4 4.6-5" stroke="#fff" stroke-width="2" fill="none"/>',
  degraded:
    '<path d="M8 1l7.5 14h-15z" fill="#e0a100"/><path d="M8 6v4.5M8 12v1.8" stroke="#000" stroke-width="1.8"/>',
  unhealthy:
    '<path d="M5 .5h6L15.5 5v6L11 15.5H5L.5 11V5z" fill="#d92d2d"/><path d="M5 5l6 6M11 5l-6 6" stroke="#fff" stroke-width="2"/>',
  unknown:
    '<circle cx="8" cy="8" r="6" fill="none" stroke="#80868d" stroke-width="2.5" stroke-dasharray="3.2 2"/>',
  stale:
    '<path d="M1 8h14" stroke="#80868d" stroke-width="4"/><path d="M3 14L13 2" stroke="#80868d" stroke-width="2"/>',
};

/** The icon of the tab, as the URL of an image. */
export function faviconUrl(state: PageState): string {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">${SHAPES[state]}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
