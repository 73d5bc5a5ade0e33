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
  ] satisfies [AlertMatch, boolean][])('%o answers %s', (match, expected) => {
    expect(matchesAlert(match, alert)).toBe(expected);
  });

  test('of a service never matches an alert that is about none', () => {
    expect(matchesAlert({ service: /.*/ }, alertOf())).toBe(false);
    expect(matchesAlert({ service: '' }, alertOf())).toBe(false);
  });

  test.each(['g', 'y', 'gy'])('with the flags %s answers the same each time', (flags) => {
    const match = { title: new RegExp('Disk', flags), labels: { team: new RegExp('core', flags) } };
    expect([1, 2, 3].map(() => matchesAlert(match, alert))).toEqual([true, true, true]);
  });

  test('survives JSON with expressions, flags and labels', () => {
    const match: AlertMatch = {
      service: 'api',
      title: /a "quoted" \/ slash/giu,
      severity: /error|critical/,
      labels: { team: /^c/y, zone: 'eu-1' },
    };
    expect(matchFromJson(JSON.parse(JSON.stringify(matchToJson(match))))).toEqual(match);
    expect(matchFromJson(matchToJson({ severity: 'critical' }))).toEqual({ severity: 'critical' });
  });

  test('leaves out of its JSON what is not asked for', () => {
    expect(matchToJson({ key: 'k', title: undefined })).toEqual({ key: 'k' });
  });
});
