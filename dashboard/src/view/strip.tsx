import type { JSX } from 'preact';
import type { Strip as StripData } from '../state/strip-cache.js';
import { BAR_PITCH, STRIP_HEIGHT, stripPaths, stripSummary } from '../state/strip-math.js';

/** How a service did over a span, as a row of bars: the higher and darker, the worse. */
export function Strip({ strip, label }: { strip: StripData | undefined; label: string }): JSX.Element {
  if (strip === undefined) return <div class="strip strip-loading" />;
  const { bars } = strip;
  const width = Math.max(1, bars.length * BAR_PITCH - 1);
  return (
    <svg
      class="strip"
      viewBox={`0 0 ${width} ${STRIP_HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`${label}: ${stripSummary(bars)}`}
    >
      {stripPaths(bars).map(({ kind, d }) => (
        <path key={kind} class={`bar bar-${kind}`} d={d} />
      ))}
    </svg>
  );
}
