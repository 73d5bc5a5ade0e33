import type { PlacedChart } from './place-chart.js';

/** Colours that say what a state of that name means, on light ground and on dark. */
const MEANING: Readonly<Record<string, string>> = {
  unknown: '#8c959f',
  healthy: '#2da44e',
  degraded: '#d4a72c',
  unhealthy: '#e5534b',
};

const LIGHT = { panel: '#f6f8fa', box: '#ffffff', text: '#1f2328', soft: '#59636e', line: '#6e7781' };
const DARK = { panel: '#161b22', box: '#21262d', text: '#e6edf3', soft: '#9ea7b3', line: '#8b949e' };

/**
 * What makes a drawing a picture of its own: a panel behind it, so that it can be read on any page, and colours that follow
 * the reader's choice of light and dark.
 */
export function chartStyle({ width, height, states }: PlacedChart): string[] {
  const meanings = states.flatMap(({ id }) => {
    const colour = MEANING[id];
    return colour === undefined ? [] : `.state[data-state=${id}] rect { stroke: ${colour}; stroke-width: 2 }`;
  });
  return [
    '<style>',
    "text { font-family: system-ui, -apple-system, 'Segoe UI', sans-serif }",
    '.name { font-weight: 600 }',
    ...coloured(LIGHT),
    '@media (prefers-color-scheme: dark) {',
    ...coloured(DARK),
    '}',
    ...meanings,
    '</style>',
    `<rect class="panel" width="${width}" height="${height}" rx="12"/>`,
  ];
}

function coloured({ panel, box, text, soft, line }: typeof LIGHT): string[] {
  return [
    `.panel { fill: ${panel} }`,
    `.state rect { fill: ${box}; stroke: ${line} }`,
    `.name, .event { fill: ${text} }`,
    `.guard, .stays { fill: ${soft} }`,
    `.line { stroke: ${line} }`,
    `.head, .state circle { fill: ${line} }`,
  ];
}
