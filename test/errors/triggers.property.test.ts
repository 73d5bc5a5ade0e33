import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import type { CapturedError, ErrorCategory } from '../../src/domain/captured-error.js';
import { SlidingTimes } from '../../src/errors/sliding-times.js';
import { START, testDesk } from './desk.js';

interface Capture {
  /** How long after the one before, in milliseconds. */
  readonly after: number;
  readonly category: ErrorCategory;
  readonly component: string;
}

const capture: fc.Arbitrary<Capture> = fc.record({
  // Whole seconds meet the ends of windows exactly.
  after: fc.constantFrom(0, 0, 1, 999, 1_000, 1_000, 3_000, 10_000, 60_000),
  category: fc.constantFrom('transient', 'data'),
  component: fc.constantFrom('a', 'b'),
});

interface Rules {
  readonly name: 'error_spike' | 'own';
  readonly threshold: number;
  readonly windowMs: number;
  readonly cooldownMs: number;
}

/** What a trigger does, in the plainest words: every time is looked at every time. */
function retell(
  captures: readonly Capture[],
  { name, threshold, windowMs, cooldownMs }: Rules,
): { fired: string[]; suppressed: number } {
  const fired: string[] = [];
  let suppressed = 0;
  let now = START;
  const seen: { key: string; at: number }[] = [];
  const last = new Map<string, { at: number; held: number }>();
  for (const { after, category, component } of captures) {
    now += after;
    // One of the program's own counts errors of the component `a`, of all kinds together.
    if (name === 'own' && component !== 'a') continue;
    const key = name === 'own' ? '' : `${category}:${component}:-`;
    seen.push({ key, at: now });
    const count = seen.filter((each) => each.key === key && now - each.at < windowMs).length;
    if (count < threshold) continue;
    const before = last.get(key);
    if (before !== undefined && now - before.at < cooldownMs) {
      before.held++;
      suppressed++;
      continue;
    }
    fired.push(`${now - START} ${key} ${count} ${before?.held ?? 0}`);
    last.set(key, { at: now, held: 0 });
  }
  return { fired, suppressed };
}

test.prop([
  fc.array(capture, { maxLength: 150 }),
  fc.record<Rules>({
    name: fc.constantFrom('error_spike', 'own'),
    threshold: fc.integer({ min: 1, max: 6 }),
    windowMs: fc.constantFrom(1, 1_000, 4_000, 60_000),
    cooldownMs: fc.constantFrom(0, 1, 1_000, 5_000, 120_000),
  }),
])('a trigger fires when, and as often as, a plain retelling of the rule does', async (captures, rules) => {
  const { name, threshold, windowMs: window, cooldownMs: cooldown } = rules;
  const when = name === 'own' ? ({ component }: CapturedError) => component === 'a' : undefined;
  const { clock, desk, alerts } = testDesk({
    triggers: { error_spike: false, [name]: { threshold, window, cooldown, when } },
  });
  const fired: string[] = [];
  desk.triggers$.subscribe(({ at, subject, count, suppressed }) => {
    fired.push(`${at - START} ${subject} ${count} ${suppressed}`);
  });
  for (const { after, category, component } of captures) {
    await clock.advance(after);
    desk.capture('x', { category, component });
  }
  const told = retell(captures, rules);
  expect(fired).toEqual(told.fired);
  expect(alerts.map(({ key }) => key)).toEqual(
    told.fired.map((line) => (name === 'own' ? name : `${name}:${line.split(' ')[1]}`)),
  );
  expect(desk.triggers.get(name)).toMatchObject({
    fired: told.fired.length,
    suppressed: told.suppressed,
  });
  expect(clock.pendingTasks).toBe(0);
});

test.prop([
  fc.array(fc.constantFrom(0, 1, 9, 10, 10, 11, 100), { maxLength: 300 }),
  fc.integer({ min: 1, max: 50 }),
  fc.integer({ min: 1, max: 40 }),
])(
  'a sliding window counts exactly what lies in it, up to the most that it keeps',
  (gaps, windowMs, most) => {
    const times = new SlidingTimes(windowMs, most);
    const all: number[] = [];
    let now = 0;
    for (const gap of gaps) {
      now += gap;
      times.add(now);
      all.push(now);
      const within = all.filter((time) => now - time < windowMs);
      expect(times.count(now)).toBe(Math.min(within.length, most));
      expect(times.oldest).toBe(within.slice(-most)[0]);
      expect(times.newest).toBe(now);
    }
    expect(times.count(now + windowMs)).toBe(0);
    expect(times.newest).toBeUndefined();
  },
);
