import { fc } from '@fast-check/vitest';
import type { Outcome } from '../../src/domain/check.js';
import type { Monitor } from '../../src/domain/monitor.js';
import type { AlertsConfig } from '../../src/domain/monitor-config.js';
import { SEVERITIES, type Severity } from '../../src/domain/severity.js';
import type { VirtualClock } from '../../src/testing/virtual-clock.js';

/** One thing that somebody does with a monitor. */
export type Step =
  | { readonly do: 'advance'; readonly ms: number }
  | { readonly do: 'event' | 'condition'; readonly key: string; readonly severity: Severity }
  | { readonly do: 'resolve' | 'acknowledge'; readonly key: string }
  | { readonly do: 'check'; readonly service: string; readonly outcome: Outcome }
  | {
      readonly do: 'pause' | 'resume' | 'unregister' | 'register' | 'flap' | 'settle';
      readonly service: string;
    }
  | { readonly do: 'silence' | 'change'; readonly key: string; readonly from: number; readonly ms: number }
  | { readonly do: 'unsilence' }
  | { readonly do: 'unthrottle'; readonly key: string };

/** The services of a program: `leaf` depends on `middle`, that on `root`. */
export const SERVICES: Readonly<Record<string, readonly string[]>> = {
  root: [],
  middle: ['root'],
  leaf: ['middle'],
};

const KEYS = ['a', 'b', 'service_health:root', 'service_health:leaf'];

const anyKey = fc.constantFrom(...KEYS);
const anyService = fc.constantFrom(...Object.keys(SERVICES));
const anySpan = fc.constantFrom(1, 500, 1_000, 5_000, 10_000, 29_999, 60_000, 61_000, 200_000);

export const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('advance'), ms: anySpan }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constantFrom('event', 'condition'),
      key: fc.constantFrom('a', 'b'),
      severity: fc.constantFrom(...SEVERITIES),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('resolve', 'acknowledge'), key: anyKey }) },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('check'),
      service: anyService,
      outcome: fc.constantFrom<Outcome>('pass', 'warn', 'fail', 'fail'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom('pause', 'resume', 'unregister', 'register', 'flap', 'settle'),
      service: anyService,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('silence'),
      key: anyKey,
      from: fc.constantFrom(0, 3_000),
      ms: anySpan,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('unsilence') }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('unthrottle'), key: fc.constantFrom('a', '') }),
  },
);

/** Steps among which silences are made often, and changed while they are open. */
export const anySilencingStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 2, arbitrary: anyStep },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constantFrom('silence', 'change'),
      key: fc.constantFrom('a', 'b'),
      from: fc.constantFrom(0, 3_000),
      ms: anySpan,
    }),
  },
);

/**
 * Short windows, so that short programs reach their ends. Reminders are due at odd times: after a restart, what is due
 * at the very same millisecond may come in another order than before.
 */
export const anyRules: fc.Arbitrary<AlertsConfig> = fc.record({
  minSeverity: fc.constantFrom('debug', 'warning'),
  throttle: fc.constantFrom(false as const, { limit: 1, window: '5s' as const }, { limit: 3 }),
  group: fc.constantFrom(
    false as const,
    {},
    { wait: '4s' as const, window: '20s' as const, summarizeAfter: 2 },
    { by: ['category' as const], wait: '2s' as const },
  ),
  remindEvery: fc.constantFrom(false as const, 7_013),
  flapping: fc.boolean(),
});

/** What every check answers, by service; programs change it. */
export type Outcomes = Map<string, Outcome>;

export function checkOf(outcomes: Outcomes, name: string): () => { outcome: Outcome } {
  return () => ({ outcome: outcomes.get(name) ?? 'pass' });
}

/** Does the steps one after the other; what the monitor refuses by contract is passed over. */
export async function runProgram(
  monitor: Monitor,
  clock: VirtualClock,
  outcomes: Outcomes,
  steps: readonly Step[],
): Promise<void> {
  const silences: string[] = [];
  const isOpen = (id: string): boolean =>
    monitor.silences.list().some((silence) => silence.id === id && silence.status !== 'ended');
  for (const step of steps) {
    switch (step.do) {
      case 'advance':
        await clock.advance(step.ms);
        break;
      case 'event':
      case 'condition':
        await monitor.alert({ title: step.key, key: step.key, kind: step.do, severity: step.severity });
        break;
      case 'resolve':
        await monitor.resolve(step.key);
        break;
      case 'acknowledge':
        if (['firing', 'acknowledged'].includes(monitor.incidents.get(step.key)?.status ?? '')) {
          monitor.incidents.acknowledge(step.key, { by: 'me' });
        }
        break;
      case 'check':
        outcomes.set(step.service, step.outcome);
        if (monitor.service(step.service) !== undefined) await monitor.check(step.service);
        break;
      case 'flap':
      case 'settle':
        for (let i = 0; i < 14 && monitor.service(step.service) !== undefined; i++) {
          outcomes.set(step.service, step.do === 'flap' && i % 2 === 0 ? 'fail' : 'pass');
          await monitor.check(step.service);
        }
        break;
      case 'pause':
      case 'resume':
        if (monitor.service(step.service) !== undefined) monitor[step.do](step.service);
        break;
      case 'unregister':
        if (step.service !== 'leaf' || monitor.service('leaf') === undefined) break;
        monitor.unregister(step.service);
        break;
      case 'register':
        if (monitor.service(step.service) !== undefined) break;
        monitor.register(step.service, {
          check: checkOf(outcomes, step.service),
          dependsOn: SERVICES[step.service] ?? [],
        });
        break;
      case 'silence':
      case 'change': {
        const { key, from, ms } = step;
        const silence = { match: { key }, from: clock.now() + from, for: ms, by: 'me' };
        const id = silences.at(-1);
        if (step.do === 'silence') silences.push(monitor.silences.add(silence).id);
        else if (id !== undefined && isOpen(id)) monitor.silences.update(id, silence);
        break;
      }
      case 'unthrottle':
        monitor.resetThrottle(step.key === '' ? { all: true } : step.key);
        break;
      case 'unsilence': {
        const id = silences.pop();
        if (id !== undefined && isOpen(id)) monitor.silences.remove(id);
        break;
      }
    }
  }
}
