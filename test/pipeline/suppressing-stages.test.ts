import { describe, expect, test } from 'vitest';
import { flapping } from '../../src/pipeline/flapping.js';
import { inhibit } from '../../src/pipeline/inhibit.js';
import { minSeverity } from '../../src/pipeline/min-severity.js';
import { silence } from '../../src/pipeline/silence.js';
import { VirtualClock } from '../../src/testing/virtual-clock.js';
import { alertOf } from '../support/alerts.js';
import { play } from '../support/timeline.js';

const clock = (): VirtualClock => new VirtualClock();

describe('minSeverity', () => {
  test('lets pass what is at least that severe and marks the rest', async () => {
    const lines = await play(
      clock(),
      minSeverity('warning'),
      (['debug', 'info', 'warning', 'error', 'critical'] as const).map((severity, i) => [
        i,
        alertOf({ id: severity, severity }),
      ]),
      10,
    );
    expect(lines).toEqual([
      '0s debug suppressed severity',
      '1s info suppressed severity',
      '2s warning passed',
      '3s error passed',
      '4s critical passed',
    ]);
  });
});

describe('silence', () => {
  test('asks anew for each alert whether it is silenced', async () => {
    let muted = '';
    const c = clock();
    c.setTimeout(() => {
      muted = 'k1';
    }, 500);
    c.setTimeout(() => {
      muted = '';
    }, 1500);
    const lines = await play(
      c,
      silence({ isSilenced: ({ key }) => key === muted }),
      [
        [0, alertOf({ id: 'a', key: 'k1' })],
        [1, alertOf({ id: 'b', key: 'k1' })],
        [1, alertOf({ id: 'c', key: 'k2' })],
        [2, alertOf({ id: 'd', key: 'k1' })],
      ],
      3,
    );
    expect(lines).toEqual(['0s a passed', '1s b suppressed silenced', '1s c passed', '2s d passed']);
  });

  test('keeps the reason of an earlier stage', async () => {
    const lines = await play(
      clock(),
      silence({ isSilenced: () => true }),
      [[0, { type: 'alert', alert: alertOf(), suppressed: 'severity' }]],
      1,
    );
    expect(lines).toEqual(['0s a suppressed severity']);
  });
});

describe('inhibit', () => {
  test('marks alerts of a service whose dependency is down, and no others', async () => {
    const lines = await play(
      clock(),
      inhibit({ isInhibited: (service) => service === 'child' }),
      [
        [0, alertOf({ id: 'a', service: 'child' })],
        [0, alertOf({ id: 'b', service: 'other' })],
        [0, alertOf({ id: 'c' })],
      ],
      1,
    );
    expect(lines).toEqual(['0s a suppressed inhibited', '0s b passed', '0s c passed']);
  });
});

describe('flapping', () => {
  test('marks what the view says flaps, resolutions too', async () => {
    const lines = await play(
      clock(),
      flapping({ isFlapping: ({ service }) => service === 'api' }),
      [
        [0, alertOf({ id: 'a', service: 'api', kind: 'condition' })],
        [1, alertOf({ id: 'b', service: 'api', kind: 'condition', status: 'resolved' })],
        [2, alertOf({ id: 'c', service: 'db' })],
      ],
      3,
    );
    expect(lines).toEqual(['0s a suppressed flapping', '1s b suppressed flapping', '2s c passed']);
  });
});
