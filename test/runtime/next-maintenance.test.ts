import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { type MaintenanceRecord, WEEKDAYS } from '../../src/domain/maintenance.js';
import { nextMaintenance } from '../../src/runtime/next-maintenance.js';

const HOUR = 3_600_000;
const nightly: MaintenanceRecord = {
  days: WEEKDAYS,
  start: '02:30',
  durationMs: HOUR,
  timeZone: 'Europe/Berlin',
};

function span(record: MaintenanceRecord, now: string): [string, string] | undefined {
  const found = nextMaintenance(record, Date.parse(now));
  return found && [new Date(found.from).toISOString(), new Date(found.until).toISOString()];
}

describe('the next maintenance window', () => {
  test('begins by the wall clock of its time zone, in winter and in summer', () => {
    expect(span(nightly, '2026-01-05T12:00:00Z')).toEqual([
      '2026-01-06T01:30:00.000Z',
      '2026-01-06T02:30:00.000Z',
    ]);
    expect(span(nightly, '2026-07-05T12:00:00Z')).toEqual([
      '2026-07-06T00:30:00.000Z',
      '2026-07-06T01:30:00.000Z',
    ]);
  });

  test('is the one in force until the moment it ends', () => {
    expect(span(nightly, '2026-01-06T01:30:00Z')?.[0]).toBe('2026-01-06T01:30:00.000Z');
    expect(span(nightly, '2026-01-06T02:29:59.999Z')?.[0]).toBe('2026-01-06T01:30:00.000Z');
    expect(span(nightly, '2026-01-06T02:30:00Z')?.[0]).toBe('2026-01-07T01:30:00.000Z');
  });

  test('begins when the clock has been put forward over its beginning, and lasts its real duration', () => {
    expect(span(nightly, '2026-03-28T12:00:00Z')).toEqual([
      '2026-03-29T01:00:00.000Z',
      '2026-03-29T02:00:00.000Z',
    ]);
  });

  test('begins once, at the first of two like times, when the clock is put back', () => {
    expect(span(nightly, '2026-10-24T12:00:00Z')?.[0]).toBe('2026-10-25T00:30:00.000Z');
    expect(span(nightly, '2026-10-25T01:30:00Z')?.[0]).toBe('2026-10-26T01:30:00.000Z');
  });

  test('keeps to its days', () => {
    const weekend: MaintenanceRecord = { ...nightly, days: ['sat', 'sun'], timeZone: 'UTC' };
    expect(span(weekend, '2026-01-05T00:00:00Z')?.[0]).toBe('2026-01-10T02:30:00.000Z');
    expect(span(weekend, '2026-01-10T04:00:00Z')?.[0]).toBe('2026-01-11T02:30:00.000Z');
  });

  test.prop([
    fc.integer({ min: 0, max: 23 }),
    fc.integer({ min: 0, max: 59 }),
    fc.integer({ min: 1, max: 23 * 60 }),
    fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata'),
    fc.integer({ min: Date.UTC(2025, 0, 1), max: Date.UTC(2027, 0, 1) }),
  ])(
    'is never over, and is at most a day and a clock change away',
    (hour, minute, minutes, timeZone, now) => {
      const start = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
      const found = nextMaintenance({ days: WEEKDAYS, start, durationMs: minutes * 60_000, timeZone }, now);
      expect(found?.until).toBeGreaterThan(now);
      expect(found?.from).toBeLessThanOrEqual(now + 25 * HOUR);
    },
  );
});
