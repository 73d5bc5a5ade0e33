import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { HistoryPoint } from '../../../../src/domain/history.js';
import { isDark } from '../../browser/theme.js';
import type { HistorySpanName } from '../../state/history-span.js';
import { type LatencySeries, latencySeries } from '../../state/latency-series.js';
import { latencyText } from '../../text/number-text.js';
import { spanText } from '../../text/time-text.js';
import type { DrawnLatency } from './draw-latency.js';

const LINES = ['p50', 'p95', 'max'] as const;

/** Median, 95th percentile and maximum over time. The library that draws it is loaded when the first one is seen. */
export function LatencyChart({
  points,
  span,
}: {
  points: readonly HistoryPoint[];
  span: HistorySpanName;
}): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const drawn = useRef<DrawnLatency | undefined>(undefined);
  const picked = useSignal<number | undefined>(undefined);
  const failed = useSignal(false);
  const series = latencySeries(points);
  const latest = useRef(series);
  latest.current = series;

  const dark = isDark.value;
  useEffect(() => {
    let gone = false;
    import('./draw-latency.js').then(
      ({ drawLatency }) => {
        if (gone || box.current === null) return;
        drawn.current = drawLatency(box.current, latest.current, (index) => {
          picked.value = index;
        });
      },
      () => {
        failed.value = true;
      },
    );
    return () => {
      gone = true;
      drawn.current?.destroy();
      drawn.current = undefined;
    };
  }, [dark]);
  useEffect(() => drawn.current?.update(series), [points]);

  const point = picked.value === undefined ? undefined : points[picked.value];
  return (
    <>
      <div class="latency-box" ref={box} role="img" aria-label={description(series, span)} />
      {failed.value && <p class="quiet">The chart could not be loaded; the table below has the same.</p>}
      <p class="latency-legend" aria-hidden="true">
        {LINES.map((line) => (
          <span key={line} class="legend">
            <span class={`legend-mark legend-${line}`} />
            {line}
            {point?.latency !== undefined && <strong> {latencyText(point.latency[line])}</strong>}
          </span>
        ))}
        <span class="quiet">{point !== undefined && spanText(point.from, point.to)}</span>
      </p>
    </>
  );
}

function description({ p50, max }: LatencySeries, span: HistorySpanName): string {
  const medians = p50.filter((value) => value !== null);
  const highest = max.filter((value) => value !== null);
  if (medians.length === 0) return `Latency over the last ${span}`;
  const low = latencyText(Math.min(...medians));
  const high = latencyText(Math.max(...medians));
  return `Latency over the last ${span}: the median between ${low} and ${high}, at most ${latencyText(Math.max(...highest))}. The table below has the figures.`;
}
