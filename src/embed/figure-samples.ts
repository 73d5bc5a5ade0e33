import type { ObservedKey } from './meter-figures.js';
import type { Attributes } from './meter-like.js';

interface Sample {
  readonly key: ObservedKey;
  readonly attributes: Attributes;
  value: number;
}

/** What all figures are at one time; samples of the same attributes are added up. */
export class FigureSamples {
  readonly #samples = new Map<string, Sample>();

  add(key: ObservedKey, value: number, attributes: Attributes = {}): void {
    const id = JSON.stringify([key, attributes]);
    const known = this.#samples.get(id);
    if (known === undefined) this.#samples.set(id, { key, attributes, value });
    else known.value += value;
  }

  /** Says in which of its states something is: 1 for that one, 0 for the others. */
  addState<State extends string>(
    key: ObservedKey,
    states: readonly State[],
    is: State,
    attributesOf: (state: State) => Attributes,
  ): void {
    for (const state of states) this.add(key, state === is ? 1 : 0, attributesOf(state));
  }

  all(): Iterable<Readonly<Sample>> {
    return this.#samples.values();
  }
}
