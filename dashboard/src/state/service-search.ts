import type { ServiceState } from '../../../src/domain/service.js';

/** States are never changed, only replaced: what was lowered once can be kept with each. */
const lowered = new WeakMap<ServiceState, string>();

/** The words of a search text. */
export function searchWords(text: string): string[] {
  return text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
}

/** Whether all words occur in the service's name, in a label such as `team:core`, or in its last message. */
export function matchesSearch(state: ServiceState, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  let text = lowered.get(state);
  if (text === undefined) {
    const labels = Object.entries(state.labels).map(([name, value]) => `${name}:${value}`);
    text = [state.name, ...labels, state.message ?? ''].join('\n').toLowerCase();
    lowered.set(state, text);
  }
  return words.every((word) => text.includes(word));
}
