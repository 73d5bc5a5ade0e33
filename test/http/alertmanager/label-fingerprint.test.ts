import { expect, test } from 'vitest';
import { labelFingerprint } from '../../../src/http/alertmanager/label-fingerprint.js';

// What Alertmanager 0.25 answered for alerts of these labels.
test.each([
  [{ alertname: 'HighLoad', instance: 'a', job: 'node', severity: 'page' }, 'ed2ab875677bde5d'],
  [{ alertname: 'Größe', path: '/var 🚨', x: 'y' }, 'f7c7c2eb468c9be0'],
  [{ alertname: 'Watchdog' }, '003b0a0f7d3fa569'],
])('the fingerprint of %j is that of Alertmanager', (labels, fingerprint) => {
  expect(labelFingerprint(labels)).toBe(fingerprint);
});

test('does not depend on the order of the labels', () => {
  expect(labelFingerprint({ b: '2', a: '1' })).toBe(labelFingerprint({ a: '1', b: '2' }));
});
