import { describe, expect, it } from 'vitest';
import { EMPTY_ROW, type MatchRow, matchOf, rowProblem } from '../../dashboard/src/state/silence-draft.js';
import { endOf, endProblem } from '../../dashboard/src/state/silence-end.js';
import { previewSilence } from '../../dashboard/src/state/silence-preview.js';
import { alertOf, incidentOf, serviceState } from './states.js';

const row = (changes: Partial<MatchRow>): MatchRow => ({ ...EMPTY_ROW, value: 'x', ...changes });

describe('the form of a silence', () => {
  it('gives the matcher that it shows', () => {
    expect(
      matchOf([
        row({ value: 'api' }),
        row({ field: 'title', mode: 'matches', value: '^Disk' }),
        row({ field: 'severity', mode: 'is not', value: 'critical' }),
        row({ field: 'label', label: ' team ', mode: 'does not match', value: 'core|data' }),
        row({ field: 'label', label: 'zone', value: 'eu' }),
      ]),
    ).toEqual({
      service: 'api',
      title: { regex: '^Disk', flags: '' },
      severity: { not: 'critical' },
      labels: { team: { not: { regex: 'core|data', flags: '' } }, zone: 'eu' },
    });
  });

  it.each([
    [row({ value: '' }), 'Say what to compare with'],
    [row({ field: 'label', label: ' ' }), 'Say which label'],
    [row({ mode: 'matches', value: '(' }), 'This is not a regular expression'],
    [row({ mode: 'is', value: '(' }), undefined],
  ])('says what is wrong with %j', (given, problem) => {
    expect(rowProblem(given, [given])).toBe(problem);
    expect(matchOf([given]) === undefined).toBe(problem !== undefined);
  });

  it('has each field and each label once', () => {
    const rows = [row({}), row({}), row({ field: 'label', label: 'a' }), row({ field: 'label', label: 'b' })];
    expect(rows.map((one) => rowProblem(one, rows) !== undefined)).toEqual([true, true, false, false]);
    expect(matchOf([])).toBeUndefined();
  });

  it('ends after a while or at a time that is to come', () => {
    expect(endOf({ preset: '2h', custom: '' })).toEqual({ for: '2h' });
    const until = new Date(2026, 0, 5, 14, 30).getTime();
    const custom = '2026-01-05T14:30';
    expect(endOf({ preset: 'until', custom })).toEqual({ until });
    expect(endProblem({ preset: '2h', custom: '' }, until)).toBeUndefined();
    expect(endProblem({ preset: 'until', custom }, until - 1)).toBeUndefined();
    expect(endProblem({ preset: 'until', custom }, until)).toBe('This time is over');
    expect(endProblem({ preset: 'until', custom: '' }, until)).toBe('Say until when');
  });
});

describe('what a silence would match now', () => {
  const services = [
    serviceState('db-1', { labels: { team: 'data' } }),
    serviceState('db-2', { labels: { team: 'core' }, status: 'unhealthy' }),
    serviceState('api', { labels: { team: 'core' } }),
  ];
  const incidents = [
    incidentOf('service_health:db-2', { alert: alertOf('1', { service: 'db-2', severity: 'error' }) }),
    incidentOf('queue', { alert: alertOf('2', { key: 'queue' }) }),
    incidentOf('over', { status: 'resolved', alert: alertOf('3', { service: 'db-2' }) }),
  ];

  it.each([
    [{ service: { regex: '^db-', flags: '' } }, ['db-1', 'db-2'], ['service_health:db-2']],
    [{ labels: { team: 'core' } }, ['db-2', 'api'], []],
    [{ labels: { team: { not: 'core' } } }, ['db-1'], ['service_health:db-2', 'queue']],
    [{ key: 'service_health:api' }, ['api'], []],
    [{ title: 'Service degraded: api' }, ['api'], []],
    [{ severity: 'error' }, ['db-1', 'db-2', 'api'], ['service_health:db-2']],
    [{ severity: 'critical' }, [], []],
    [{ category: 'service_health', service: 'api' }, ['api'], []],
  ])('is found for %j', (match, names, keys) => {
    const preview = previewSilence(match, services, incidents);
    expect(preview.services).toEqual(names);
    expect(preview.incidents.map(({ key }) => key)).toEqual(keys);
  });
});
