import { describe, expect, test } from 'vitest';
import { conditionKey } from '../../../src/http/alertmanager/condition-key.js';
import { AlertReader } from '../../../src/http/alertmanager/posted-alert.js';

const reader = new AlertReader();
const labels = { alertname: 'HighLoad', instance: 'a' };

describe('a posted alert', () => {
  test('needs nothing but labels', () => {
    expect(reader.read({ labels })).toEqual({
      key: 'HighLoad{instance="a"}',
      labels,
      annotations: {},
      startsAt: undefined,
      endsAt: undefined,
      generatorURL: '',
    });
    expect(reader.read({ labels, annotations: null, startsAt: null, generatorURL: null })).toEqual(
      reader.read({ labels }),
    );
  });

  test('says all that Prometheus says', () => {
    const alert = {
      labels,
      annotations: { summary: 'high', empty: '' },
      startsAt: '2026-03-01T12:00:00.123Z',
      endsAt: '2026-03-01T14:04:00.123456789+02:00',
      generatorURL: 'http://prometheus:9090/graph?g0.expr=up',
    };
    expect(reader.read(alert)).toEqual({
      key: 'HighLoad{instance="a"}',
      labels,
      annotations: { summary: 'high', empty: '' },
      startsAt: Date.UTC(2026, 2, 1, 12, 0, 0, 123),
      endsAt: Date.UTC(2026, 2, 1, 12, 4, 0, 123),
      generatorURL: 'http://prometheus:9090/graph?g0.expr=up',
    });
  });

  test('loses labels without a text, as if they were not there', () => {
    expect(reader.read({ labels: { ...labels, gone: '' } })).toMatchObject({
      key: 'HighLoad{instance="a"}',
      labels,
    });
  });

  test.each(['', '0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'])(
    'takes the time %j for none, as Go does',
    (startsAt) => {
      expect(reader.read({ labels, startsAt, endsAt: startsAt })).toEqual(reader.read({ labels }));
    },
  );

  test('has halves of characters mended if asked to, for they could not be kept', () => {
    const broken = { labels: { alertname: 'A\ud800', 'b\udfff': 'x' }, annotations: { summary: '\ud83d' } };
    expect(reader.read(broken, true)).toMatchObject({
      key: 'A\ufffd{"b\ufffd"="x"}',
      labels: { alertname: 'A\ufffd', 'b\ufffd': 'x' },
      annotations: { summary: '\ufffd' },
    });
  });

  test('is taken however long its labels are, and is no other for it', () => {
    const read = (end: string) => {
      const posted = reader.read({
        labels: { alertname: 'Disk', severity: 'page', path: 'x'.repeat(1_000_000) + end },
      });
      if (typeof posted === 'string') throw new Error(posted);
      return posted;
    };
    const { key, labels } = read('a');
    expect(labels).toMatchObject({
      alertname: 'Disk',
      severity: 'page',
      path: expect.stringMatching(/^x+…#/),
    });
    expect(labels.path).toHaveLength(1_000);
    expect(key).toBe(conditionKey(labels));
    expect(read('a').key).toBe(key);
    expect(read('b').key).not.toBe(key);
    const quotes = reader.read({ labels: { alertname: 'Disk', path: '"'.repeat(16_000) } });
    expect(quotes).toMatchObject({ key: expect.stringMatching(/^Disk\{path="[\\"]+…#[0-9a-f]{32}$/) });
  });

  test('keeps of annotations what anybody may read, the message first', () => {
    const rows = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`a${n}`, 'x'.repeat(10_000)]));
    const posted = reader.read({
      labels,
      annotations: { ...rows, summary: 'short', description: 'y'.repeat(1_000_000) },
      generatorURL: `https://prometheus/${'z'.repeat(100_000)}`,
    });
    if (typeof posted === 'string') throw new Error(posted);
    expect(posted.annotations).toMatchObject({
      summary: 'short',
      description: expect.stringMatching(/^y+… \(\d+ more\)$/),
    });
    expect(Object.entries(posted.annotations).flat().join('').length).toBeLessThan(100_000);
    // Part of an address is no address.
    expect(posted.generatorURL).toBe('');
  });

  test.each([
    [5, ': expected an alert with labels, found 5'],
    [null, ': expected an alert with labels, found null'],
    [[labels], ': expected an alert with labels, found a list'],
    [{}, '.labels: expected an object of texts, found nothing'],
    [{ labels: [] }, '.labels: expected an object of texts, found an empty list'],
    [{ labels: {} }, '.labels: expected at least one label that is not empty, found none'],
    [{ labels: { a: '' } }, '.labels: expected at least one label that is not empty, found none'],
    [{ labels: { severity: 5 } }, '.labels.severity: expected a text, found 5'],
    [{ labels: { '': 'x' } }, '.labels: "" cannot be the name of a label'],
    [{ labels: JSON.parse('{"__proto__": "x"}') }, '.labels: "__proto__" cannot be the name of a label'],
    [{ labels, annotations: 'x' }, '.annotations: expected an object of texts, found "x"'],
    [{ labels, annotations: { summary: null } }, '.annotations.summary: expected a text, found null'],
    [{ labels, startsAt: 'now' }, '.startsAt: expected a time such as 2026-03-01T12:00:00Z, found "now"'],
    [{ labels, endsAt: 5 }, '.endsAt: expected a time such as 2026-03-01T12:00:00Z, found 5'],
    [
      { labels, endsAt: '2026-02-31T12:00:00' },
      '.endsAt: expected a time such as 2026-03-01T12:00:00Z, found "2026-02-31T12:00:00"',
    ],
    [
      { labels, startsAt: '2026-03-01T12:00:00Z', endsAt: '2026-03-01T11:59:59Z' },
      '.endsAt: expected a time after startsAt, found "2026-03-01T11:59:59Z"',
    ],
    [{ labels, generatorURL: {} }, '.generatorURL: expected a text, found an object'],
  ])('that cannot be is refused with its path: %#', (given, problem) => {
    expect(reader.read(given)).toBe(problem);
  });
});
