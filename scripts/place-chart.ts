import type { Viz } from '@viz-js/viz';
import type { Chart, ChartEdge, ChartState } from './machine-chart.js';

/** A line of text; `x` is its middle, `y` its baseline. */
export interface PlacedLine {
  /** `name` of a state; what it `stays` on; `event` and `guard` of a transition. */
  readonly kind: keyof typeof FONT;
  readonly text: string;
  readonly x: number;
  readonly y: number;
}

/** A state and where it is; `x` and `y` are its middle. All lengths are units of the drawing. */
export interface PlacedState extends ChartState {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly lines: readonly PlacedLine[];
}

export interface PlacedEdge extends ChartEdge {
  /** The line, as the `d` of an SVG path. */
  readonly line: string;
  /** The arrow's head, as the `d` of an SVG path. */
  readonly head: string;
  readonly lines: readonly PlacedLine[];
}

export interface PlacedChart {
  readonly id: string;
  readonly width: number;
  readonly height: number;
  readonly states: readonly PlacedState[];
  readonly edges: readonly PlacedEdge[];
}

export interface PlaceOptions {
  /** Whether states tell which events leave them as they are. */
  readonly stays: boolean;
  /** States that are to stand side by side, in this order. Default: as Graphviz sees fit. */
  readonly row?: readonly string[] | undefined;
}

/** Sizes of text in units of the drawing. Widths are generous: the reader's font is not known. */
export const FONT = { name: 15, event: 13, guard: 11.5, stays: 11.5 } as const;
/** From line to line. */
const LINE = { name: 18, event: 16, guard: 14, stays: 15 } as const;
const CHAR_WIDTH = 0.6;
/** From the baseline to the middle of small letters, as a share of the size. */
const HALF_LETTER = 0.34;
const MARGIN = 16;
const POINTS_PER_INCH = 72;

interface Point {
  readonly x: number;
  readonly y: number;
}

const NOWHERE: Point = { x: 0, y: 0 };

/** Lets Graphviz find a place for everything. */
export function placeChart(viz: Viz, chart: Chart, options: PlaceOptions): PlacedChart {
  const states = chart.states.map((state) => (options.stays ? state : { ...state, stays: [] }));
  const drawn: unknown = JSON.parse(
    viz.renderString(dotOf({ ...chart, states }, options), { format: 'json' }),
  );
  const [, , width = 0, height = 0] = numbers(textIn(drawn, 'bb'));
  const at = ({ x, y }: Point): Point => ({ x: round(x + MARGIN), y: round(height - y + MARGIN) });
  const nodeOf = ({ id }: ChartState): unknown =>
    listIn(drawn, 'objects').find((node) => textIn(node, 'name') === id);
  const lineOf = ({ from, to }: ChartEdge): unknown =>
    listIn(drawn, 'edges').find((line) => fieldOf(line, 'id') === `${from}-${to}`);
  return {
    id: chart.id,
    width: Math.ceil(width + 2 * MARGIN),
    height: Math.ceil(height + 2 * MARGIN),
    states: states.map((state) => {
      const middle = at(point(textIn(nodeOf(state), 'pos')));
      return {
        ...state,
        ...middle,
        ...sizeOf(state, chart.edges),
        lines: linesAround(middle, textsOf(state)),
      };
    }),
    edges: chart.edges.map((edge) => {
      const drawnLine = lineOf(edge);
      // "e,<tip> <start> <bend> <bend> <point> …"
      const path = textIn(drawnLine, 'pos').replace(/^e,/, '').split(' ');
      const [tip = NOWHERE, ...points] = path.map(point).map(at);
      const middle = edge.labels.length === 0 ? NOWHERE : at(point(textIn(drawnLine, 'lp')));
      return {
        ...edge,
        line: lineThrough(points),
        head: headAt(tip, points.at(-1) ?? tip),
        lines: linesAround(middle, labelTexts(edge)),
      };
    }),
  };
}

function dotOf({ states, edges }: Chart, { row = [] }: PlaceOptions): string {
  const nodes = states.map((state) => {
    const { width, height } = sizeOf(state, edges);
    const shape = state.kind === 'start' ? 'ellipse' : 'box';
    return `"${state.id}" [shape=${shape} width=${inches(width)} height=${inches(height)}]`;
  });
  const lines = edges.map((edge) => {
    const { width, height } = labelSize(edge);
    const label =
      edge.labels.length === 0
        ? ''
        : `label=<<table border="0" fixedsize="true" width="${width}" height="${height}"><tr><td></td></tr></table>>`;
    return `"${edge.from}" -> "${edge.to}" [id="${edge.from}-${edge.to}" ${label}]`;
  });
  return [
    'digraph { rankdir=LR; nodesep=0.3; ranksep=0.35',
    'node [label="" fixedsize=true]; edge [arrowsize=0.8]',
    ...nodes,
    ...lines,
    `{ rank=same; edge [style=invis ]; ${row.map((id) => `"${id}"`).join(' -> ')} }`,
    '}',
  ].join('\n');
}

type Text = Pick<PlacedLine, 'kind' | 'text'>;

function textsOf({ kind, label, stays }: ChartState): Text[] {
  if (kind === 'start') return [];
  return [
    { kind: 'name', text: label },
    ...stays.map((event): Text => ({ kind: 'stays', text: `stays on ${event}` })),
  ];
}

function labelTexts({ labels }: ChartEdge): Text[] {
  return labels
    .flatMap(({ event, guard }): Text[] => [
      { kind: 'event', text: event },
      { kind: 'guard', text: guard },
    ])
    .filter(({ text }) => text !== '');
}

/** Lines below each other around a middle. */
function linesAround({ x, y }: Point, texts: readonly Text[]): PlacedLine[] {
  let top = y - heightOf(texts) / 2;
  return texts.map((text) => {
    top += LINE[text.kind];
    return { ...text, x, y: round(top - LINE[text.kind] / 2 + FONT[text.kind] * HALF_LETTER) };
  });
}

/** Many ways lead to and from a choice: it is high, so that they keep apart. */
function sizeOf(state: ChartState, edges: readonly ChartEdge[]): { width: number; height: number } {
  if (state.kind === 'start') return { width: 12, height: 12 };
  const texts = textsOf(state);
  const ways = edges.filter(({ from, to }) => from === state.id || to === state.id).length;
  const height = state.kind === 'choice' ? 20 * ways : 0;
  return { width: Math.max(86, widthOf(texts) + 26), height: Math.max(height, heightOf(texts) + 20) };
}

function labelSize(edge: ChartEdge): { width: number; height: number } {
  const texts = labelTexts(edge);
  return { width: widthOf(texts) + 8, height: heightOf(texts) + 6 };
}

function heightOf(texts: readonly Text[]): number {
  return texts.reduce((sum, { kind }) => sum + LINE[kind], 0);
}

function widthOf(texts: readonly Text[]): number {
  return Math.ceil(Math.max(0, ...texts.map(({ kind, text }) => text.length * FONT[kind] * CHAR_WIDTH)));
}

function lineThrough([first = NOWHERE, ...rest]: readonly Point[]): string {
  return `M${first.x} ${first.y}C${rest.map(({ x, y }) => `${x} ${y}`).join(' ')}`;
}

/** A slim triangle from where the line ends to the tip. */
function headAt(tip: Point, end: Point): string {
  const length = Math.hypot(tip.x - end.x, tip.y - end.y) || 1;
  const across = { x: (-(tip.y - end.y) / length) * 3.5, y: ((tip.x - end.x) / length) * 3.5 };
  const corner = (side: number): string =>
    `${round(end.x + side * across.x)} ${round(end.y + side * across.y)}`;
  return `M${tip.x} ${tip.y}L${corner(1)}L${corner(-1)}Z`;
}

function point(text: string): Point {
  const [x = 0, y = 0] = numbers(text);
  return { x, y };
}

function numbers(text: string): number[] {
  return text.split(',').map(Number);
}

function inches(points: number): string {
  return (points / POINTS_PER_INCH).toFixed(3);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.entries(value).find(([key]) => key === name)?.[1];
}

function textIn(value: unknown, name: string): string {
  const text = fieldOf(value, name);
  if (typeof text !== 'string') throw new Error(`Graphviz told no ${name}`);
  return text;
}

function listIn(value: unknown, name: string): readonly unknown[] {
  const list = fieldOf(value, name);
  return Array.isArray(list) ? list : [];
}
