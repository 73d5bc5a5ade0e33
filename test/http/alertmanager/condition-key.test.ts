import { fc, test as propertyTest } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { conditionKey } from '../../../src/http/alertmanager/condition-key.js';

describe('the key of a posted alert', () => {
  test.each([
    [{ alertname: 'Watchdog' }, 'Watchdog{}'],
    [{ alertname: 'HighLoad', job: 'node', instance: 'a:9100' }, 'HighLoad{instance="a:9100",job="node"}'],
    [{ instance: 'a' }, '{instance="a"}'],
    [{ alertname: 'a{b="c"}' }, '{alertname="a{b=\\"c\\"}"}'],
    [{ alertname: 'A', path: 'C:\\x "y"\nz' }, 'A{path="C:\\\\x \\"y\\"\\nz"}'],
    [{ alertname: 'A', 'a b': '1', ü: '2' }, 'A{"a b"="1","ü"="2"}'],
    [{ b: '1', a: '2', alertname: 'A' }, 'A{a="2",b="1"}'],
  ])('of %j is %s', (labels, key) => {
    expect(conditionKey(labels)).toBe(key);
  });

  test('does not depend on the order of the labels', () => {
    expect(conditionKey({ b: '2', alertname: 'A', a: '1' })).toBe(
      conditionKey({ alertname: 'A', a: '1', b: '2' }),
    );
  });

  const anyText = fc.oneof(
    fc.string({ minLength: 1, maxLength: 4 }),
    fc.constantFrom(
      'a',
      'b',
      'a"',
      '{',
      '}',
      '{}',
      'a{b="c"}',
      '",b="',
      '\\',
      '\\"',
      '\n',
      '\\n',
      'alertname',
    ),
  );
  const anyLabels = fc.dictionary(fc.oneof(fc.constant('alertname'), anyText), anyText, {
    minKeys: 1,
    maxKeys: 4,
    noNullPrototype: true,
  });

  propertyTest.prop([anyLabels, anyLabels], { numRuns: 2_000 })(
    'is the same for the same labels only',
    (a, b) => {
      const isSame = JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());
      expect(conditionKey(a) === conditionKey(b)).toBe(isSame);
    },
    60_000,
  );
});
