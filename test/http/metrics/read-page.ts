/** What a page of figures says. */
export interface Page {
  /** The type of each family, by name. */
  readonly families: ReadonlyMap<string, string>;
  /** Each sample by its series, as the page writes it. */
  readonly figures: ReadonlyMap<string, number>;
}

const SAMPLE =
  /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{[a-zA-Z_]\w*="(?:[^"\\]|\\[\\"n])*"(?:,[a-zA-Z_]\w*="(?:[^"\\]|\\[\\"n])*")*\})? (-?\d[\w.+-]*|[+-]Inf|NaN)$/;

/**
 * Reads the text format of Prometheus, and is strict about it: every family has its help and its type first, and all of
 * its samples together after them; no series comes twice.
 */
export function readPage(text: string): Page {
  if (!text.endsWith('\n')) throw new Error('the last line does not end');
  const families = new Map<string, string>();
  const figures = new Map<string, number>();
  let helped = '';
  let family = '';
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const [, keyword, about = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line) ?? [];
    if (keyword === 'HELP') {
      helped = about;
    } else if (keyword === 'TYPE') {
      if (helped !== about || families.has(about)) throw new Error(`out of place: ${line}`);
      families.set(about, rest);
      family = about;
    } else {
      const [, name = '', value = ''] = SAMPLE.exec(line) ?? [];
      if (!belongs(name, family, families.get(family))) throw new Error(`out of place: ${line}`);
      const series = line.slice(0, line.lastIndexOf(' '));
      if (figures.has(series)) throw new Error(`twice: ${line}`);
      figures.set(series, Number(value.replace('Inf', 'Infinity')));
    }
  }
  return { families, figures };
}

/** The samples whose series begin like that, with the rest of their series. */
export function figuresOf({ figures }: Page, name: string): Record<string, number> {
  return Object.fromEntries(
    [...figures].filter(([series]) => series === name || series.startsWith(`${name}{`)),
  );
}

/** All samples of that name together. */
export function sumOf(page: Page, name: string): number {
  return Object.values(figuresOf(page, name)).reduce((sum, value) => sum + value, 0);
}

function belongs(name: string, family: string, type: string | undefined): boolean {
  if (name === '' || type === undefined) return false;
  return type === 'histogram' ? name.replace(/_(?:bucket|sum|count)$/, '') === family : name === family;
}
