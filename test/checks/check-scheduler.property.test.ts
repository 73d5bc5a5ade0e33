import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { createCheckScheduler } from '../../src/checks/check-scheduler.js';
import { VirtualClock } from '../../src/testing/virtual-clock.js';

/** One check of a service: how long it takes, and whether it ends when it is told to. */
interface Run {
  readonly ms: number;
  readonly obedient: boolean;
}

describe('any schedule, with a slot for everyone', () => {
  // Ticks fall on multiples of 10, checks end 3 past one, manual runs come 5 past one: no two at the same instant.
  const services = fc.array(
    fc.record({
      period: fc.integer({ min: 3, max: 40 }),
      timeout: fc.integer({ min: 1, max: 60 }).map((n) => n * 10 + 3),
      runs: fc.array(
        fc.integer({ min: 0, max: 90 }).map((n) => n * 10 + 3),
        { minLength: 1, maxLength: 5 },
      ),
      manual: fc.uniqueArray(
        fc.integer({ min: 0, max: 299 }).map((n) => n * 10 + 5),
        { maxLength: 4 },
      ),
    }),
    { minLength: 1, maxLength: 5 },
  );

  test.prop([services], { numRuns: 60 })(
    'checks each service exactly as often as its grid says',
    async (list) => {
      const span = 3_000;
      const clock = new VirtualClock();
      const everyMs = (period: number): number => period * 10 * list.length;
      const starts = list.map((): number[] => []);
      const scheduler = createCheckScheduler({
        clock,
        random: () => 0,
        concurrency: 99,
        onCompleted: () => {},
      });
      list.forEach(({ period, timeout, runs }, i) => {
        let n = 0;
        scheduler.add(String(i), {
          everyMs: everyMs(period),
          timeoutMs: timeout,
          check: () => {
            starts[i]?.push(clock.now());
            const ms = runs[n++ % runs.length] ?? 0;
            return new Promise((resolve) => {
              clock.setTimeout(resolve, ms);
            });
          },
        });
      });
      for (const [i, { manual }] of list.entries()) {
        for (const at of manual) clock.setTimeout(() => void scheduler.run(String(i)), at);
      }
      scheduler.start();
      await clock.advance(span);

      const expected = list.map(({ period, timeout, runs, manual }, i) => {
        const every = everyMs(period);
        const times = [...manual];
        for (let at = i * Math.min(every / list.length, 100); at <= span; at += every) times.push(at);
        const begun: number[] = [];
        let busyUntil = -1;
        for (const at of times.sort((a, b) => a - b)) {
          if (at < busyUntil) continue;
          busyUntil = at + Math.min(timeout, runs[begun.length % runs.length] ?? 0);
          begun.push(at);
        }
        return begun;
      });
      expect(starts).toEqual(expected);
    },
  );
});

type Command =
  | { readonly kind: 'run' | 'pause' | 'resume' | 'remove' | 'add'; readonly service: number }
  | { readonly kind: 'start' | 'stop'; readonly service?: never };

describe('any program under a cap', () => {
  const SERVICES = 6;
  const TIMEOUT = 200;
  const service = fc.integer({ min: 0, max: SERVICES - 1 });
  const command: fc.Arbitrary<Command> = fc.oneof(
    fc.record({ kind: fc.constantFrom('run', 'run', 'pause', 'resume', 'remove', 'add'), service }),
    fc.record({ kind: fc.constantFrom('start', 'start', 'stop') }),
  );
  const programs = fc.record({
    cap: fc.integer({ min: 1, max: 4 }),
    chances: fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 1, maxLength: 7 }),
    runs: fc.array(fc.record({ ms: fc.integer({ min: 0, max: 400 }), obedient: fc.boolean() }), {
      minLength: 1,
      maxLength: 9,
    }),
    steps: fc.array(fc.tuple(fc.integer({ min: 0, max: 150 }), command), { maxLength: 30 }),
  });

  test.prop([programs], { numRuns: 150 })(
    'runs no service twice at a time, keeps to the cap, discards late answers and leaves nothing behind',
    async ({ cap, chances, runs, steps }) => {
      const clock = new VirtualClock();
      const active = new Map<string, Run & { readonly began: number }>();
      const blocked = new Set<string>();
      const wrong: string[] = [];
      let stopped = false;
      let n = 0;
      const chance = (i: number): number => chances[i % chances.length] ?? 0;
      const scheduler = createCheckScheduler({
        clock,
        random: () => chance(n),
        concurrency: cap,
        onCompleted(name, result) {
          const run = active.get(name);
          if (run === undefined) {
            wrong.push(`${name} completed, but was not under way`);
            return;
          }
          active.delete(name);
          const took = clock.now() - run.began;
          const inTime = result.outcome === 'pass' && took === run.ms && run.ms <= TIMEOUT;
          const late = result.outcome === 'fail' && took === TIMEOUT && run.ms >= TIMEOUT;
          if (!inTime && !late) wrong.push(`${name} ${result.outcome} after ${took} of ${run.ms}`);
        },
      });
      const add = (name: string): void =>
        scheduler.add(name, {
          everyMs: 300,
          timeoutMs: TIMEOUT,
          check: ({ signal }) => {
            const run = runs[n++ % runs.length] ?? { ms: 0, obedient: true };
            if (active.has(name)) wrong.push(`${name} overlaps`);
            if (active.size >= cap) wrong.push(`${active.size} were under way when ${name} began`);
            if (blocked.has(name) || stopped) wrong.push(`${name} began while it must not`);
            active.set(name, { ...run, began: clock.now() });
            return new Promise<void>((resolve, reject) => {
              clock.setTimeout(resolve, run.ms);
              if (run.obedient) signal.addEventListener('abort', () => reject(signal.reason));
            });
          },
        });
      const known = new Set<string>();
      for (let i = 0; i < SERVICES; i++) {
        add(`s${i}`);
        known.add(`s${i}`);
      }
      let asked = 0;
      let answered = 0;
      const obey = (command: Command): void => {
        if (command.kind === 'start' || command.kind === 'stop') {
          stopped = command.kind === 'stop';
          if (stopped) active.clear();
          scheduler[command.kind]();
          return;
        }
        const name = `s${command.service}`;
        if (command.kind === 'run') {
          asked++;
          const count = (): void => {
            answered++;
          };
          scheduler.run(name).then(count, count);
        } else if (command.kind === 'add') {
          if (!known.has(name)) add(name);
          known.add(name);
        } else {
          if (command.kind === 'resume') blocked.delete(name);
          if (command.kind === 'pause' && known.has(name)) {
            blocked.add(name);
            active.delete(name);
          }
          if (command.kind === 'remove') {
            known.delete(name);
            blocked.delete(name);
            active.delete(name);
          }
          scheduler[command.kind](name);
        }
      };
      for (const [wait, command] of steps) {
        obey(command);
        await clock.advance(wait);
      }
      obey({ kind: 'stop' });
      await clock.advance(500);
      expect(wrong).toEqual([]);
      expect(answered).toBe(asked);
      expect(scheduler.hung()).toEqual([]);
      expect(clock.pendingTasks).toBe(0);
    },
    60_000,
  );
});
