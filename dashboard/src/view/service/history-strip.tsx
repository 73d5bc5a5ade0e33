import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { HistoryPoint } from '../../../../src/domain/history.js';
import type { StripBar } from '../../../../src/http/api/views.js';
import type { HistorySpanName } from '../../state/history-span.js';
import { BAR_PITCH, STRIP_HEIGHT, stripPaths, stripSummary } from '../../state/strip-math.js';
import { pointText } from '../../text/point-text.js';

/** The history bar by bar. The pointer, or the arrow keys once it has the focus, pick the bar that is told of below it. */
export function HistoryStrip({
  points,
  span,
}: {
  points: readonly HistoryPoint[] | undefined;
  span: HistorySpanName;
}): JSX.Element {
  const picked = useSignal<number | undefined>(undefined);
  if (points === undefined || points.length === 0) {
    return (
      <div class="history">
        <div class="history-strip strip-loading" />
        <p class="history-detail quiet">{points === undefined ? 'Loading…' : 'No checks in this time.'}</p>
      </div>
    );
  }
  const last = points.length - 1;
  const index = picked.value === undefined ? undefined : Math.min(picked.value, last);
  const point = index === undefined ? undefined : points[index];
  const bars = points.map(({ checks, failures, warns }): StripBar => [checks, failures, warns]);
  const pick = (wanted: number): void => {
    picked.value = Math.max(0, Math.min(last, wanted));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const to = { ArrowLeft: (index ?? last) - 1, ArrowRight: (index ?? -1) + 1, Home: 0, End: last }[
      event.key
    ];
    if (to === undefined) return;
    pick(to);
    event.preventDefault();
  };
  const onPointerMove = ({ currentTarget, clientX }: PointerEvent): void => {
    if (!(currentTarget instanceof Element)) return;
    const { left, width } = currentTarget.getBoundingClientRect();
    pick(Math.floor(((clientX - left) / width) * points.length));
  };
  return (
    <div class="history">
      <div
        class="history-strip"
        role="slider"
        tabIndex={0}
        aria-label={`Last ${span}, bar by bar`}
        aria-valuemin={1}
        aria-valuemax={points.length}
        aria-valuenow={(index ?? last) + 1}
        aria-valuetext={point === undefined ? stripSummary(bars) : pointText(point)}
        onKeyDown={onKeyDown}
        onPointerMove={onPointerMove}
        onPointerLeave={() => {
          picked.value = undefined;
        }}
        onBlur={() => {
          picked.value = undefined;
        }}
      >
        <svg
          class="strip"
          viewBox={`0 0 ${points.length * BAR_PITCH - 1} ${STRIP_HEIGHT}`}
          preserveAspectRatio="none"
          aria-hidden="true"
        >
          {index !== undefined && (
            <rect
              class="strip-picked"
              x={index * BAR_PITCH - 0.5}
              y={0}
              width={BAR_PITCH}
              height={STRIP_HEIGHT}
            />
          )}
          {stripPaths(bars).map(({ kind, d }) => (
            <path key={kind} class={`bar bar-${kind}`} d={d} />
          ))}
        </svg>
      </div>
      <p class="history-detail">
        {point === undefined ? `Last ${span}: ${stripSummary(bars)}` : pointText(point)}
      </p>
    </div>
  );
}
