import type { RecordedRules } from '../domain/recorded-rules.js';
import type { DecisionGraph } from './decision-graph.js';
import type { LiveView } from './live-view.js';
import type { Sinks } from './sinks.js';
import type { SnapshotState } from './snapshot-state.js';

/** Takes down all that is known at this moment; nothing may be under way between deciding and publishing. */
export function captureState(
  graph: DecisionGraph,
  view: LiveView,
  sinks: Sinks,
  rules: RecordedRules,
): SnapshotState {
  const { now, services, incidents, silences, maintenance, stages } = graph.save();
  return {
    head: [{ now, rules, tally: view.tally.stats() }],
    services,
    incidents: incidents.firing,
    heldKeys: incidents.held,
    resolved: incidents.resolved,
    silences,
    maintenance,
    stages: Object.entries(stages).map(([stage, state]) => ({ stage, state })),
    ...view.save(),
    ...sinks.save(),
  };
}
