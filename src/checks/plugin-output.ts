import { cleanLine } from '../domain/clean-text.js';

/** One figure of a monitoring plugin. Thresholds are ranges, such as `10:20`, and stay texts. */
export interface PluginFigure {
  readonly value: number;
  readonly unit?: string;
  readonly warn?: string;
  readonly crit?: string;
  readonly min?: number;
  readonly max?: number;
}

/** What a monitoring plugin wrote. */
export interface PluginOutput {
  /** Its first line, without the figures; maybe empty. */
  readonly text: string;
  readonly perfdata: Readonly<Record<string, PluginFigure>>;
}

/** So many figures are kept, with labels and texts of at most so many characters. */
const MOST_FIGURES = 50;
const LONGEST_LABEL = 100;
/** Only so much text is searched for figures. */
const MOST_SEARCHED = 8_192;

/** A label, in quotes if it has spaces in it (a quote is written twice), and what it is. */
const FIGURE = /(?:'((?:[^']|'')+)'|([^\s='|]+))=(\S*)/g;

const VALUE = /^(-?\d+(?:\.\d+)?(?:e[+-]?\d{1,3})?)([a-zµ%]{0,10})$/i;

/**
 * Reads what a monitoring plugin wrote: `text | 'label'=value[unit];[warn];[crit];[min];[max] …`. More figures may
 * follow a `|` in a later line. What cannot be read is left out.
 */
export function readPluginOutput(output: string): PluginOutput {
  const firstEnd = /\r?\n|$/.exec(output)?.index ?? output.length;
  const [text = '', figures = ''] = cut(output.slice(0, firstEnd));
  const [, more = ''] = cut(output.slice(firstEnd));
  return { text: cleanLine(text), perfdata: readFigures(`${figures} ${more}`) };
}

/** What comes before the first bar, and what after it. */
function cut(text: string): [before: string, after: string] {
  const bar = text.indexOf('|');
  return bar < 0 ? [text, ''] : [text.slice(0, bar), text.slice(bar + 1)];
}

function readFigures(text: string): Record<string, PluginFigure> {
  const figures = new Map<string, PluginFigure>();
  for (const [, quoted, bare = '', written = ''] of text.slice(0, MOST_SEARCHED).matchAll(FIGURE)) {
    const label = cleanLine(quoted === undefined ? bare : quoted.replaceAll("''", "'"), LONGEST_LABEL);
    const figure = readFigure(written);
    if (figure === undefined || label === '') continue;
    figures.set(label, figure);
    if (figures.size === MOST_FIGURES) break;
  }
  return Object.fromEntries(figures);
}

function readFigure(written: string): PluginFigure | undefined {
  const [first = '', warn = '', crit = '', min = '', max = ''] = written.split(';');
  const [, value, unit = ''] = VALUE.exec(first) ?? [];
  // A plugin that could not measure something writes `U`.
  if (value === undefined || !Number.isFinite(Number(value))) return undefined;
  return {
    value: Number(value),
    ...(unit === '' ? {} : { unit }),
    ...(warn === '' ? {} : { warn: cleanLine(warn, LONGEST_LABEL) }),
    ...(crit === '' ? {} : { crit: cleanLine(crit, LONGEST_LABEL) }),
    ...(isNumber(min) ? { min: Number(min) } : {}),
    ...(isNumber(max) ? { max: Number(max) } : {}),
  };
}

function isNumber(text: string): boolean {
  return text.trim() !== '' && Number.isFinite(Number(text));
}
