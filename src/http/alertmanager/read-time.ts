/** The first moment that Go knows, which stands for none. */
const NEVER = Date.parse('0001-01-01T00:00:00Z');
const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:\d\d)$/i;

/**
 * Reads a time as Alertmanager's clients write it, such as `2026-03-01T12:00:00.123Z`.
 *
 * @returns epoch milliseconds; `undefined` for one that is left out, `NaN` for anything else
 */
export function readTime(given: unknown): number | undefined {
  if (given === undefined || given === null || given === '') return undefined;
  if (typeof given !== 'string' || !DATE_TIME.test(given)) return Number.NaN;
  const at = Date.parse(given);
  return at === NEVER ? undefined : at;
}

/** {@link readTime} for times of which many that follow each other are the same, such as those of one list. */
export function timeReader(): typeof readTime {
  let last: unknown;
  let at: number | undefined;
  return (given) => {
    if (given !== last) {
      at = readTime(given);
      last = given;
    }
    return at;
  };
}
