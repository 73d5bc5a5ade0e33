import type { Clock } from '../domain/clock.js';
import type { Logger } from '../domain/logger.js';
import { TimeSlice } from '../domain/time-slice.js';
import type { Journal } from '../journal/journal.js';
import type { Snapshot } from '../journal/snapshot.js';
import { DecisionGraph, type GraphOptions, type GraphRules, type SavedGraph } from './decision-graph.js';
import { pastRules } from './graph-rules.js';
import type { LiveView } from './live-view.js';
import type { Sinks } from './sinks.js';
import { decodeParts } from './snapshot-parts.js';
import { SNAPSHOT_VERSION, type SnapshotState } from './snapshot-state.js';

export interface RecoveryOptions {
  readonly journal: Journal;
  readonly clock: Clock;
  /** The position of the journal's last event. */
  readonly position: number;
  readonly rules: GraphRules;
  readonly graph: GraphOptions;
  /** To be filled. */
  readonly view: LiveView;
  readonly sinks: Sinks;
}

/** What came back. */
export interface Recovered {
  readonly graph: DecisionGraph;
  /** How many events were read: those that the snapshot did not hold. */
  readonly events: number;
}

/**
 * Brings everything to where the journal's last event left it: from the newest snapshot that fits, and the events since.
 * A snapshot that does not fit is passed over, and all events are folded.
 */
export async function recover(options: RecoveryOptions): Promise<Recovered> {
  const { journal, clock, position, rules, graph: graphOptions, view, sinks } = options;
  const { logger } = graphOptions;
  const slice = new TimeSlice(clock);
  const found = position === 0 ? undefined : await findSnapshot(journal, position, logger, slice);
  let past = pastRules(found?.state.head[0]?.rules, rules);
  let graph = found === undefined ? undefined : restoreGraph(found, past, graphOptions);
  if (found !== undefined && graph !== undefined) {
    view.restore(found.state);
    sinks.restore(found.state);
  }
  const after = graph === undefined ? 0 : (found?.snapshot.position ?? 0);
  graph ??= new DecisionGraph(past, graphOptions, position);
  /** What was begun under other rules is brought back under those, and handed over as it is. */
  const goOnUnder = (known: DecisionGraph, wanted: GraphRules): DecisionGraph => {
    if (isSame(past, wanted)) return known;
    past = wanted;
    const next = new DecisionGraph(wanted, graphOptions, known.position, known.save());
    known.stop();
    return next;
  };
  let events = 0;
  if (position > after) {
    for await (const event of journal.read({ after })) {
      if (events === 0 && after === 0 && event.position > 1) {
        logger.warn(
          { position: event.position },
          'no snapshot fits and the journal no longer holds its beginning; what it has is folded',
        );
      }
      if (event.type === 'runtime.started' || event.type === 'runtime.reconfigured') {
        graph = goOnUnder(graph, pastRules(event.data.rules, rules));
      }
      graph.recover(event);
      view.absorb(event);
      sinks.apply(event);
      events++;
      if (events % 64 === 0 && slice.isOver) await slice.pause();
    }
  }
  return { graph: goOnUnder(graph, rules), events };
}

/** Whether rules are the same but for where notifications go. */
function isSame(a: GraphRules, b: GraphRules): boolean {
  const keyOf = ({ route: _, ...rules }: GraphRules): string =>
    JSON.stringify(rules, (_key, value) => (typeof value === 'function' ? 'function' : value));
  return keyOf(a) === keyOf(b);
}

interface Found {
  readonly snapshot: Snapshot;
  readonly state: SnapshotState;
}

async function findSnapshot(
  journal: Journal,
  position: number,
  logger: Logger,
  slice: TimeSlice,
): Promise<Found | undefined> {
  try {
    const snapshot = await journal.snapshots?.load(SNAPSHOT_VERSION);
    if (snapshot === undefined || snapshot.position > position) return undefined;
    return { snapshot, state: await decodeParts(snapshot.parts, slice) };
  } catch (error) {
    logger.warn({ err: error }, 'the snapshot cannot be read; all events are folded again');
    return undefined;
  }
}

function restoreGraph(
  { snapshot, state }: Found,
  rules: GraphRules,
  options: GraphOptions,
): DecisionGraph | undefined {
  try {
    return new DecisionGraph(rules, options, snapshot.position, savedGraph(state));
  } catch (error) {
    options.logger.warn({ err: error }, 'the snapshot does not fit; all events are folded again');
    return undefined;
  }
}

function savedGraph(state: SnapshotState): SavedGraph {
  const {
    head,
    services,
    incidents: firing,
    heldKeys: held,
    resolved,
    silences,
    maintenance,
    stages,
  } = state;
  return {
    now: head[0]?.now ?? 0,
    services,
    incidents: { firing, held, resolved },
    silences,
    maintenance,
    stages: Object.fromEntries(stages.map(({ stage, state }) => [stage, state])),
  };
}
