import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { parseMoment } from '../../src/cli/parse-moment.js';
import { formatTime } from '../../src/domain/format-alert.js';

const NOW = Date.UTC(2026, 0, 31, 12);

describe('a moment on the command line', () => {
  it.each([
    ['7d', NOW - 7 * 86_400_000],
    ['90m', NOW - 5_400_000],
    [' 1.5h ', NOW - 5_400_000],
    ['2026-01-05', Date.UTC(2026, 0, 5)],
    ['2026-01-05T10:30', Date.UTC(2026, 0, 5, 10, 30)],
    ['2026-01-05 10:30:15', Date.UTC(2026, 0, 5, 10, 30, 15)],
    ['2026-01-05T10:30:15.5Z', Date.UTC(2026, 0, 5, 10, 30, 15, 500)],
    ['2026-01-05T10:30+02:00', Date.UTC(2026, 0, 5, 8, 30)],
    ['2026-01-05T10:30-03:30', Date.UTC(2026, 0, 5, 14, 0)],
    ['2024-02-29', Date.UTC(2024, 1, 29)],
    ['0001-01-01', Date.parse('0001-01-01T00:00:00Z')],
  ])('%s is understood', (text, at) => {
    expect(parseMoment(text, NOW)).toBe(at);
  });

  it.each([
    '',
    'yesterday',
    '7',
    '-1d',
    '2026-02-30',
    '2025-02-29',
    '2026-13-01',
    '2026-1-5',
    '2026-01-05T24:00',
    '2026-01-05T10:60',
    '2026-01-05Z',
    '2026-01-05T10:30+24:00',
    '99999999999999w',
  ])('%j is refused with the way out', (text) => {
    expect(() => parseMoment(text, NOW)).toThrow(
      expect.objectContaining({
        code: 'ERR_USAGE',
        message: expect.stringMatching(/is no time; write a duration before now, such as 7d/),
      }),
    );
  });

  test.prop([fc.date({ min: new Date(0), max: new Date(Date.UTC(9999, 0)), noInvalidDate: true })])(
    'takes back every time that Tocsin prints, and every ISO time',
    (date) => {
      expect(parseMoment(date.toISOString(), NOW)).toBe(date.getTime());
      expect(parseMoment(formatTime(date.getTime()), NOW)).toBe(Math.floor(date.getTime() / 1_000) * 1_000);
    },
  );
});
