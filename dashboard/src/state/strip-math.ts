import type { StripBar } from '../../../src/http/api/views.js';

/** What a bar shows, from calm to bad. */
export type BarKind = 'none' | 'ok' | 'warn' | 'partly' | 'down';

/** How bad the time of a bar was. */
export function barKind([checks, failures, warns]: StripBar): BarKind {
  if (checks === 0) return 'none';
  if (failures * 2 >= checks) return 'down';
  if (failures > 0) return 'partly';
  return warns > 0 ? 'warn' : 'ok';
}

/** The share of checks that did not fail, in percent; `undefined` if there were none. */
export function uptimeOf(bars: readonly StripBar[]): number | undefined {
  let checks = 0;
  let failures = 0;
  for (const [some, failed] of bars) {
    checks += some;
    failures += failed;
  }
  return checks === 0 ? undefined : ((checks - failures) / checks) * 100;
}

/** How high a bar of each kind is, out of {@link STRIP_HEIGHT}: trouble stands out without colour too. */
const HEIGHTS: Readonly<Record<BarKind, number>> = { none: 1, ok: 8, warn: 12, partly: 16, down: 20 };

export const STRIP_HEIGHT = 20;

/** The width of a bar with the gap after it, in the units of the drawing. */
export const BAR_PITCH = 4;
const BAR_WIDTH = 3;

/** One path a kind that draws all its bars: a strip is a handful of elements, however many bars it has. */
export function stripPaths(bars: readonly StripBar[]): { kind: BarKind; d: string }[] {
  const paths = new Map<BarKind, string>();
  bars.forEach((bar, index) => {
    const kind = barKind(bar);
    const height = HEIGHTS[kind];
    const d = `M${index * BAR_PITCH} ${STRIP_HEIGHT - height}h${BAR_WIDTH}v${height}h-${BAR_WIDTH}z`;
    paths.set(kind, (paths.get(kind) ?? '') + d);
  });
  return [...paths].map(([kind, d]) => ({ kind, d }));
}

/** What a strip shows, in words. */
export function stripSummary(bars: readonly StripBar[]): string {
  const bad = bars.filter(([, failures]) => failures > 0).length;
  const impaired = bars.filter(([, failures, warns]) => failures === 0 && warns > 0).length;
  if (bars.every(([checks]) => checks === 0)) return 'no checks';
  if (bad === 0 && impaired === 0) return 'no failures';
  const parts = [
    ...(bad > 0 ? [`failures in ${bad} of ${bars.length} bars`] : []),
    ...(impaired > 0 ? [`warnings in ${impaired}`] : []),
  ];
  return parts.join(', ');
}
