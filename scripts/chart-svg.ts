import { FONT, type PlacedChart, type PlacedEdge, type PlacedLine, type PlacedState } from './place-chart.js';

/**
 * A chart as an SVG element without any style: colours are `currentColor`, everything has a class, states are groups
 * with `data-state`, edges groups with `data-edge="from-to"`.
 *
 * @param inside what comes before the chart, such as a style
 */
export function chartSvg(chart: PlacedChart, title: string, inside: readonly string[] = []): string {
  const { width, height, states, edges } = chart;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    ...inside,
    ...edges.flatMap(edgeSvg),
    ...states.flatMap(stateSvg),
    '</svg>\n',
  ].join('\n');
}

function edgeSvg({ from, to, line, head, lines }: PlacedEdge): string[] {
  return [
    `<g class="edge" data-edge="${from}-${to}">`,
    `  <path class="line" d="${line}" fill="none" stroke="currentColor" stroke-width="1.3"/>`,
    `  <path class="head" d="${head}" fill="currentColor"/>`,
    ...lines.map(lineSvg),
    '</g>',
  ];
}

function stateSvg(state: PlacedState): string[] {
  return [
    `<g class="state ${state.kind}" data-state="${state.id}">`,
    ...boxesSvg(state),
    ...state.lines.map(lineSvg),
    '</g>',
  ];
}

function boxesSvg({ kind, x, y, width, height }: PlacedState): string[] {
  if (kind === 'start') return [`  <circle cx="${x}" cy="${y}" r="${width / 2}" fill="currentColor"/>`];
  const dashes = kind === 'any' ? ' stroke-dasharray="4 4"' : '';
  const box = (by: number): string =>
    `  <rect x="${round(x - width / 2 + by)}" y="${round(y - height / 2 + by)}" width="${width - 2 * by}" height="${height - 2 * by}" rx="${10 - by}" fill="none" stroke="currentColor" stroke-width="1.5"${dashes}/>`;
  return kind === 'final' ? [box(0), box(4)] : [box(0)];
}

function lineSvg({ kind, text, x, y }: PlacedLine): string {
  return `  <text class="${kind}" x="${x}" y="${y}" font-size="${FONT[kind]}" text-anchor="middle" fill="currentColor">${escaped(text)}</text>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
