import { describe, expect, test } from 'vitest';
import { compareSeverity, higherSeverity, isSeverity, SEVERITIES } from '../../src/domain/severity.js';

describe('severities', () => {
  test('sort from debug to critical', () => {
    const mixed = ['critical', 'info', 'error', 'debug', 'warning'] as const;
    expect([...mixed].sort(compareSeverity)).toEqual(['debug', 'info', 'warning', 'error', 'critical']);
    expect([...mixed].sort(compareSeverity)).toEqual([...SEVERITIES]);
    expect(compareSeverity('error', 'error')).toBe(0);
  });

  test('give the higher of two, whichever comes first', () => {
    expect(higherSeverity('warning', 'error')).toBe('error');
    expect(higherSeverity('error', 'warning')).toBe('error');
  });

  test('are told from other texts, inherited names included', () => {
    expect(SEVERITIES.every(isSeverity)).toBe(true);
    for (const other of ['fatal', 'Error', '', 'toString', '__proto__', 5, null, undefined]) {
      expect(isSeverity(other)).toBe(false);
    }
  });
});
