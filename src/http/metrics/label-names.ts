import { cleanLine } from '../../domain/clean-text.js';

/** The label that stands for all names beyond the limit. */
export const OTHER = '_other';

/** The most characters of a label, in UTF-16 units. */
const LONGEST_LABEL = 100;

/**
 * Gives names labels: clean, of one line, never empty, no two the same, and no more than `limit` at a time. A name that
 * comes too late is {@link OTHER} until another one is forgotten.
 *
 * @example new LabelNames(2).of('api') // 'api'
 */
export class LabelNames {
  readonly #limit: number;
  readonly #labels = new Map<string, string>();
  readonly #taken = new Set<string>([OTHER]);

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The label of a name, which it keeps until it is forgotten. */
  of(name: string): string {
    const known = this.#labels.get(name);
    if (known !== undefined) return known;
    if (this.#labels.size >= this.#limit) return OTHER;
    const label = this.#free(cleanLine(name, LONGEST_LABEL) || '_');
    this.#labels.set(name, label);
    this.#taken.add(label);
    return label;
  }

  /** Gives the label of a name away. */
  forget(name: string): void {
    const label = this.#labels.get(name);
    if (label === undefined) return;
    this.#labels.delete(name);
    this.#taken.delete(label);
  }

  /** The label itself, or with a number if another name looks the same. */
  #free(label: string): string {
    let free = label;
    for (let n = 2; this.#taken.has(free); n++) free = `${label}#${n}`;
    return free;
  }
}
