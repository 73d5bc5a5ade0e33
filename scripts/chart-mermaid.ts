import type { Chart, ChartEdge, ChartState } from './machine-chart.js';

/** A chart as a Mermaid state diagram. */
export function chartMermaid({ states, edges }: Chart): string {
  return [
    'stateDiagram-v2',
    '  direction LR',
    ...states.filter(({ kind }) => kind !== 'start').map(({ id, label }) => `  state "${label}" as ${id}`),
    ...edges.map(edgeLine),
    ...states.flatMap(({ id, kind }) => (kind === 'final' ? [`  ${id} --> [*]`] : [])),
    ...states.flatMap(staysLine),
  ].join('\n');
}

function edgeLine({ from, to, labels }: ChartEdge): string {
  const texts = labels.map(({ event, guard }) => (guard === '' ? event : `${event} [${guard}]`.trim()));
  return `  ${from === 'start' ? '[*]' : from} --> ${to}${texts.length === 0 ? '' : `: ${texts.join('<br/>')}`}`;
}

function staysLine({ id, stays }: ChartState): string[] {
  return stays.length === 0 ? [] : [`  ${id} --> ${id}: ${stays.join(', ')}`];
}
