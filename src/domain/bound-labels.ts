import { boundText, digestOf } from './bound-text.js';
import { CUT_MARK } from './clean-text.js';

/** All names and values of an alert's labels together, in UTF-16 units, at most. */
const MOST_TEXT = 16_384;
/** One name or value, if all are more than that. */
const LONGEST = 1_000;
/** Room to say how many are missing. */
const RESERVE = 100;

/** Labels that mean something to Tocsin: they are kept first. */
const KNOWN: ReadonlySet<string> = new Set(['alertname', 'severity', 'category', 'service', 'source']);

type Label = readonly [name: string, value: string];

/**
 * Labels as they are, unless they are more than 16 384 characters in all. Then each name and value is cut to 1 000; if
 * that is not enough, the largest labels are left out, and counted under `…`. Different labels stay different, in whatever
 * order they come, see {@link boundText}.
 */
export function boundLabels(labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  let size = 0;
  for (const name in labels) size += name.length + (labels[name] ?? '').length;
  return size <= MOST_TEXT ? labels : shortened(Object.entries(labels));
}

function shortened(labels: readonly Label[]): Record<string, string> {
  const short = labels.map(([name, value]): Label => [boundText(name, LONGEST), boundText(value, LONGEST)]);
  short.sort((a, b) => rank(a) - rank(b) || sizeOf(a) - sizeOf(b) || (a[0] < b[0] ? -1 : 1));
  let room = MOST_TEXT - RESERVE;
  let kept = 0;
  for (const label of short) {
    room -= sizeOf(label);
    if (room < 0) break;
    kept++;
  }
  if (kept === short.length) return Object.fromEntries(short);
  const digest = digestOf(JSON.stringify([...labels].sort(([a], [b]) => (a < b ? -1 : 1))));
  const missing: Label = [CUT_MARK, `${short.length - kept} more #${digest}`];
  return Object.fromEntries([...short.slice(0, kept), missing]);
}

function rank([name]: Label): number {
  return KNOWN.has(name) ? 0 : 1;
}

function sizeOf([name, value]: Label): number {
  return name.length + value.length;
}
