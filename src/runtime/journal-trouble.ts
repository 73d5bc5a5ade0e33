import { type AlertDraft, draftAlert } from '../domain/raise-alert.js';
import type { DecisionGraph } from './decision-graph.js';
import type { JournalTrouble } from './journal-writer.js';

const JOURNAL_KEY = 'tocsin:journal';

/** Tells of the journal's trouble like of any other: a condition that lasts until all that waited is written. */
export function tellJournalTrouble(graph: DecisionGraph, trouble: JournalTrouble | undefined): void {
  if (trouble === undefined) {
    if (graph.isFiring(JOURNAL_KEY)) graph.resolve(JOURNAL_KEY);
    return;
  }
  graph.raise(
    draftAlert({
      title: 'Tocsin cannot write its journal',
      message: `alerts still go out; events wait in memory: ${trouble.message}`,
      severity: 'critical',
      key: JOURNAL_KEY,
      kind: 'condition',
      source: 'tocsin',
    }),
  );
}

/** Some events did not find room in memory while the journal could not be written. */
export function lostEventsAlert(count: number): AlertDraft {
  return draftAlert({
    title: 'Tocsin lost recorded events',
    message: `${count} events are missing from the journal: it could not be written for longer than memory lasts`,
    severity: 'error',
    source: 'tocsin',
    data: { count },
  });
}
