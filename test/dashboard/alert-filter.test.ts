import { describe, expect, it } from 'vitest';
import { alertFilterOf, byDay, filterAlerts } from '../../dashboard/src/state/alert-filter.js';
import type { AlertView } from '../../src/http/api/views.js';
import { alertOf, alertView } from './states.js';

const alerts: AlertView[] = [
  alertView('1', 1, { severity: 'error', title: 'Disk full' }),
  {
    alert: alertOf('2', { severity: 'error', title: 'Queue stuck' }),
    outcome: 'suppressed',
    reason: 'silenced',
  },
  alertView('3', 3, { severity: 'info', title: 'Deployed', key: 'deploy:api' }),
];
const ids = (query: Record<string, string>) =>
  filterAlerts(alerts, alertFilterOf(query)).map(({ alert }) => alert.id);

describe('the alerts that are shown', () => {
  it.each([
    [{}, ['1', '2', '3']],
    [{ severity: 'error' }, ['1', '2']],
    [{ outcome: 'suppressed' }, ['2']],
    [{ q: 'DEPLOY api' }, ['3']],
    [{ q: 'silenced' }, ['2']],
    [{ severity: 'error', q: 'stuck' }, ['2']],
    [{ severity: 'worst', outcome: 'lost' }, ['1', '2', '3']],
  ])('are those that %j lets through', (query, expected) => {
    expect(ids(query)).toEqual(expected);
  });

  it('are set apart by day, in the zone of whoever looks', () => {
    const at = (day: number, hour: number): number => new Date(2026, 0, day, hour).getTime();
    const days = byDay([at(6, 23), at(6, 0), at(5, 23), at(3, 1)], (time) => time);
    expect(days.map(({ items }) => items.length)).toEqual([2, 1, 1]);
    expect(days[1]?.at).toBe(at(5, 23));
    expect(byDay([], () => 0)).toEqual([]);
  });
});
