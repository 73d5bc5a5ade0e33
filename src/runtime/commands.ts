import type { DecisionGraph } from './decision-graph.js';

/** How the parts of a monitor's interface give orders that show at once and are decided in their turn. */
export interface Commands {
  now(): number;
  /** @throws `ERR_STOPPED` once the monitor is stopping */
  order(decide: (graph: DecisionGraph) => unknown): void;
}
