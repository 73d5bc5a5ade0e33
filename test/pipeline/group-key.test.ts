import { describe, expect, test } from 'vitest';
import { type GroupBy, groupKeyOf } from '../../src/pipeline/group-key.js';
import { alertOf } from '../support/alerts.js';

const alert = alertOf({
  key: 'k',
  category: 'disk',
  severity: 'error',
  title: 'Full',
  service: 'api',
  labels: { team: 'core' },
});

describe('a group is named', () => {
  test.each([
    [['key'], 'k'],
    [['category'], 'disk'],
    [['category', 'severity'], 'disk:error'],
    [['service', 'title'], 'api:Full'],
    [['labels.team', 'source'], 'core:'],
    [['labels.toString'], ''],
    [[], 'k'],
    [({ title }) => title.toLowerCase(), 'full'],
  ] satisfies [GroupBy, string][])('by %o as %j', (by, expected) => {
    expect(groupKeyOf(by)(alert)).toBe(expected);
  });

  test('by its key when a function throws or gives no text, so that no alert is lost', () => {
    const thrower: GroupBy = () => {
      throw new Error('oops');
    };
    const wrong: GroupBy = () => JSON.parse('5');
    expect(groupKeyOf(thrower)(alert)).toBe('k');
    expect(groupKeyOf(wrong)(alert)).toBe('k');
  });
});
