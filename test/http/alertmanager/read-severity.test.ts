import { expect, test } from 'vitest';
import { readSeverity } from '../../../src/http/alertmanager/read-severity.js';

test.each([
  ['debug', 'debug'],
  ['none', 'debug'],
  ['info', 'info'],
  ['notice', 'info'],
  ['low', 'info'],
  ['warning', 'warning'],
  ['warn', 'warning'],
  ['minor', 'warning'],
  ['error', 'error'],
  ['high', 'error'],
  ['major', 'error'],
  ['critical', 'critical'],
  ['page', 'critical'],
  ['fatal', 'critical'],
  ['emergency', 'critical'],
  ['CRITICAL', 'critical'],
  [' Page ', 'critical'],
  ['P1', 'warning'],
  ['constructor', 'warning'],
  ['', 'warning'],
  [undefined, 'warning'],
])('a severity label %j means %s', (label, severity) => {
  expect(readSeverity(label)).toBe(severity);
});
