import { describe, expect, test } from 'vitest';
import { type AlertMatch, matchesAlert, matchFromJson, matchToJson } from '../../src/domain/matcher.js';
import { alertOf } from '../support/alerts.js';

const alert = alertOf({
  key: 'db:primary',
  title: 'Disk full',
  category: 'disk',
  severity: 'error',
  service: 'api',
  labels: { team: 'core', zone: 'eu-1' },
});

describe('a matcher', () => {
  test.each([
    [{}, true],
    [{ title: 'Disk full' }, true],
    [{ title: 'Disk' }, false],
    [{ title: /^disk/i }, true],
    [{ key: /primary$/, category: 'disk', severity: 'error', service: 'api' }, true],
    [{ key: /primary$/, category: 'net' }, false],
    [{ severity: /^(error|critical)$/ }, true],
    [{ severity: 'warning' }, false],
    [{ labels: { team: 'core', zone: /^eu/ } }, true],
    [{ labels: { team: 'core', zone: /^us/ } }, false],
    [{ labels: { missing: /.*/ } }, false],
    [{ labels: { toString: /.*/ } }, false],
    [{ title: undefined, service: 'api' }, true],
    [{ title: { not: 'Disk full' } }, false],
    [{ title: { not: 'Disk' } }, true],
    [{ title: { not: /^disk/i }, service: 'api' }, false],
    [{ key: { not: /^queue/ }, severity: { not: 'critical' } }, true],
    [{ severity: { not: /error|critical/ } }, false],
    [{ labels: { team: { not: 'core' } } }, false],
    [{ labels: { team: { not: /^web/ }, zone: 'eu-1' } }, true],
    [{ labels: { missing: { not: 'x' } } }, true],
    [{ labels: { missing: { not: /.*/ } } }, true],
    [{ labels: { missing: { not: '' } } }, true],
    [{ labels: { toString: { not: /.*/ } } }, true],
    [{ labels: { alertname: 'Disk full', severity: 'error', category: 'disk', service: 'api' } }, true],
    [{ labels: { alertname: /^Queue/ } }, false],
    [{ labels: { severity: { not: 'error' } } }, false],
    [{ labels: { source: /.*/ } }, false],
    [{ labels: { source: { not: /.*/ } } }, true],
    [{ labels: { title: 'Disk full' } }, false],
  ] satisfies [AlertMatch, boolean][])('%o answers %s', (match, expected) => {
    expect(matchesAlert(match, alert)).toBe(expected);
  });

  test('of a service never matches an alert that is about none', () => {
    expect(matchesAlert({ service: /.*/ }, alertOf())).toBe(false);
    expect(matchesAlert({ service: '' }, alertOf())).toBe(false);
    expect(matchesAlert({ labels: { service: /.*/ } }, alertOf())).toBe(false);
  });

  test('that must not be a service matches an alert that is about none', () => {
    expect(matchesAlert({ service: { not: 'api' } }, alertOf())).toBe(true);
    expect(matchesAlert({ service: { not: /.*/ } }, alertOf())).toBe(true);
  });

  test('sees a label of the alert’s own before the one that every alert has', () => {
    const own = alertOf({
      title: 'Disk full',
      source: 'cron',
      labels: { alertname: 'DiskFull', severity: 'page', source: '' },
    });
    const answers = (labels: AlertMatch['labels']): boolean => matchesAlert({ labels }, own);
    expect(answers({ alertname: 'DiskFull', severity: 'page', source: '', category: 'system' })).toBe(true);
    expect([answers({ alertname: 'Disk full' }), answers({ severity: 'warning' })]).toEqual([false, false]);
    expect(matchesAlert({ severity: 'warning', title: 'Disk full' }, own)).toBe(true);
  });

  test.each(['g', 'y', 'gy'])('with the flags %s answers the same each time', (flags) => {
    const match = { title: new RegExp('Disk', flags), labels: { team: new RegExp('core', flags) } };
    expect([1, 2, 3].map(() => matchesAlert(match, alert))).toEqual([true, true, true]);
    const not = { title: { not: new RegExp('Disk', flags) } };
    expect([1, 2, 3].map(() => matchesAlert(not, alert))).toEqual([false, false, false]);
  });

  test('survives JSON with expressions, flags and labels', () => {
    const match: AlertMatch = {
      service: 'api',
      title: /a "quoted" \/ slash/giu,
      severity: /error|critical/,
      labels: { team: /^c/y, zone: 'eu-1', not: { not: 'x' }, host: { not: /^db-\d+$/i } },
      key: { not: 'k' },
    };
    expect(matchFromJson(JSON.parse(JSON.stringify(matchToJson(match))))).toEqual(match);
    expect(matchFromJson(matchToJson({ severity: 'critical' }))).toEqual({ severity: 'critical' });
    const not: AlertMatch = { severity: { not: 'critical' } };
    expect(matchToJson(not)).toEqual(not);
    expect(matchFromJson(matchToJson(not))).toEqual(not);
  });

  test('leaves out of its JSON what is not asked for', () => {
    expect(matchToJson({ key: 'k', title: undefined })).toEqual({ key: 'k' });
  });
});
