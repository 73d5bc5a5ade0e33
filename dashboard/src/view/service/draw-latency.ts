import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { LatencySeries } from '../../state/latency-series.js';
import { latencyText } from '../../text/number-text.js';
import { dateText, shortClockText } from '../../text/time-text.js';

const DAY = 86_400;

/** Points are marked only where they stand alone. */
const POINTS = { size: 4, space: 40 };

/** A chart that was drawn. */
export interface DrawnLatency {
  readonly update: (series: LatencySeries) => void;
  readonly destroy: () => void;
}

/**
 * Draws the chart into a box, as wide as that is, in the colours of its style. `onPick` is called with the index of the
 * step under the pointer.
 */
export function drawLatency(
  box: HTMLElement,
  series: LatencySeries,
  onPick: (index: number | undefined) => void,
): DrawnLatency {
  const color = colorsOf(box);
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  const font = `${0.6875 * rem}px ${getComputedStyle(box).fontFamily}`;
  const axis = {
    stroke: color('--text-quiet'),
    grid: { stroke: color('--line'), width: 1 },
    ticks: { show: false },
    font,
  };
  const plot = new uPlot(
    {
      width: Math.max(120, box.clientWidth),
      height: 11.25 * rem,
      padding: [8, 8, 0, 0],
      legend: { show: false },
      cursor: { y: false, points: { size: 6 }, drag: { x: false, y: false } },
      scales: { y: { range: (_plot, _low, high) => [0, Math.max(1, high * 1.1)] } },
      series: [
        {},
        { stroke: color('--chart-p50'), width: 2, points: POINTS },
        { stroke: color('--chart-p95'), width: 1.5, points: POINTS },
        { stroke: color('--chart-max'), width: 1, dash: [3, 3], points: POINTS },
      ],
      axes: [
        {
          ...axis,
          space: 5 * rem,
          size: 1.75 * rem,
          values: (_plot, ticks, _axis, _space, step) => ticks.map((tick) => tickText(tick, step)),
        },
        {
          ...axis,
          size: 4.25 * rem,
          values: (_plot, ticks) => ticks.map((tick) => latencyText(tick)),
        },
      ],
      hooks: { setCursor: [({ cursor: { idx } }) => onPick(idx ?? undefined)] },
    },
    dataOf(series),
    box,
  );
  const observer = new ResizeObserver(() => {
    const width = Math.max(120, box.clientWidth);
    if (width !== plot.width) plot.setSize({ width, height: plot.height });
  });
  observer.observe(box);
  return {
    update: (next) => plot.setData(dataOf(next)),
    destroy() {
      observer.disconnect();
      plot.destroy();
    },
  };
}

/** A time on the axis; both in seconds. */
function tickText(tick: number, step: number): string {
  return step >= DAY ? dateText(tick * 1_000) : shortClockText(tick * 1_000);
}

/** Colours as a canvas understands them: those of the style depend on the theme. */
function colorsOf(box: HTMLElement): (name: string) => string {
  const probe = box.appendChild(document.createElement('span'));
  const names = ['--text-quiet', '--line', '--chart-p50', '--chart-p95', '--chart-max'];
  const colors = new Map(
    names.map((name) => {
      probe.style.color = `var(${name})`;
      return [name, getComputedStyle(probe).color];
    }),
  );
  probe.remove();
  return (name) => colors.get(name) ?? 'gray';
}

function dataOf({ times, p50, p95, max }: LatencySeries): uPlot.AlignedData {
  return [times, p50, p95, max];
}
