import { describe, expect, it } from 'vitest';
import { mergeIncidents, sortIncidents } from '../../dashboard/src/state/incident-list.js';
import { alertOf, incidentOf } from './states.js';

describe('incidents', () => {
  it('stand with what fires unacknowledged, the worst and newest first, before what is taken on and what is over', () => {
    const of = (key: string, severity: 'warning' | 'error', openedAt: number) =>
      incidentOf(key, { openedAt, alert: alertOf(key, { severity }) });
    const sorted = sortIncidents([
      { ...of('over early', 'error', 1), status: 'resolved', resolvedAt: 5 },
      of('warning', 'warning', 9),
      { ...of('taken on', 'error', 9), status: 'acknowledged' },
      of('old error', 'error', 1),
      { ...of('over late', 'warning', 1), status: 'resolved', resolvedAt: 6 },
      of('new error', 'error', 2),
    ]);
    expect(sorted.map(({ key }) => key)).toEqual([
      'new error',
      'old error',
      'warning',
      'taken on',
      'over late',
      'over early',
    ]);
  });

  it('of one key are one while they fire, and others once that is over', () => {
    const first = incidentOf('k');
    const over = { ...first, status: 'resolved', resolvedAt: 2_000 } as const;
    const again = incidentOf('k', { openedAt: 3_000 });
    expect(mergeIncidents([first], [over])).toEqual([over]);
    expect(mergeIncidents([over], [again])).toEqual([again, over]);
  });

  it('do not seem to fire when the end of one was missed and it fires again', () => {
    const again = incidentOf('k', { openedAt: 3_000 });
    expect(mergeIncidents([incidentOf('k')], [again])).toEqual([again]);
  });
});
