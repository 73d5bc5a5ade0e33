import { describe, expect, test } from 'vitest';
import { formatConsole, formatMarkdown, formatTime } from '../../src/domain/format-alert.js';
import { SEVERITIES } from '../../src/domain/severity.js';
import { sampleAlert } from '../../src/testing/sample-notification.js';

describe('formatConsole', () => {
  test('is one line with the time in UTC', () => {
    expect(formatConsole(sampleAlert())).toBe('[2026-03-01 12:00:00] [ERROR] Disk full: /var is at 95 %');
  });

  test('leaves the colon out when there is no message', () => {
    expect(formatConsole(sampleAlert({ message: '' }))).toBe('[2026-03-01 12:00:00] [ERROR] Disk full');
  });

  test('stays one line whatever the texts hold', () => {
    const alert = sampleAlert({ title: 'a\r\nb', message: 'c\u001b[2J\u2028d\u202e' });
    expect(formatConsole(alert)).toBe('[2026-03-01 12:00:00] [ERROR] a b: c[2J d');
  });
});

describe('formatMarkdown', () => {
  test('has the bold title with its icon, then severity, category, time, message and data', () => {
    expect(formatMarkdown(sampleAlert())).toBe(
      [
        '🔴 **Disk full**',
        '',
        '**Severity:** ERROR  ',
        '**Category:** system  ',
        '**Time:** 2026-03-01 12:00:00 UTC',
        '',
        '/var is at 95 %',
        '',
        '- **mount:** /var',
        '- **usedPercent:** 95',
      ].join('\n'),
    );
  });

  test('leaves out what there is none of', () => {
    expect(formatMarkdown(sampleAlert({ message: '', data: {} }))).toMatch(/UTC$/);
  });

  test('takes the meaning from markup, and leaves names as they are written', () => {
    const text = formatMarkdown(
      sampleAlert({
        title: '**x** [a](b)',
        category: 'service_health',
        message: '# no heading\n_x_ <b> a > b `c`',
        data: { 'a|b': { nested: [1, '*'] } },
      }),
    );
    expect(text).toContain('🔴 **\\*\\*x\\*\\* \\[a\\](b)**');
    expect(text).toContain('**Category:** service_health');
    expect(text).toContain('\\# no heading\n\\_x\\_ \\<b> a > b \\`c\\`');
    expect(text).toContain('- **a\\|b:** {"nested":\\[1,"\\*"\\]}');
  });

  test('has another icon for each severity', () => {
    const icons = SEVERITIES.map((severity) => formatMarkdown(sampleAlert({ severity })).split(' ')[0]);
    expect(new Set(icons).size).toBe(SEVERITIES.length);
  });

  test('shows data that is circular or throws as far as it goes', () => {
    const circular: Record<string, unknown> = { name: 'x' };
    circular.self = circular;
    expect(formatMarkdown(sampleAlert({ data: circular }))).toContain('- **name:** x\n- **self:** ');
  });
});

describe('formatTime', () => {
  test('is UTC to the second', () => {
    expect(formatTime(Date.UTC(2026, 0, 2, 3, 4, 5, 999))).toBe('2026-01-02 03:04:05');
  });

  test('says the number of a time that is none', () => {
    expect(formatTime(Number.NaN)).toBe('NaN');
  });
});
