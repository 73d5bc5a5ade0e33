import { fc, test } from '@fast-check/vitest';
import { Subject } from 'rxjs';
import { describe, expect } from 'vitest';
import type { Alert } from '../../src/domain/alert.js';
import type { RecordedEvent } from '../../src/domain/events.js';
import { SEVERITIES, type Severity } from '../../src/domain/severity.js';
import type { GroupBy } from '../../src/pipeline/group-key.js';
import type { PipelineItem } from '../../src/pipeline/item.js';
import { alertPipeline, type PipelineRules } from '../../src/pipeline/pipeline.js';
import { KeptStages } from '../../src/pipeline/stage-memory.js';
import { Recorder } from '../../src/runtime/recorder.js';
import { alertOf } from '../support/alerts.js';

type Step =
  | { readonly do: 'advance'; readonly ms: number }
  | {
      readonly do: 'event' | 'condition';
      readonly key: string;
      readonly category: string;
      readonly severity: Severity;
      readonly times: number;
    }
  | { readonly do: 'resolve' | 'acknowledge'; readonly key: string }
  | { readonly do: 'hold'; readonly key: string; readonly by: 'silenced' | 'flapping' | 'nothing' }
  /** Ends one pipeline and goes on with another. */
  | { readonly do: 'cut' };

/** `__proto__` shows that keys are never used as the names of properties. */
const anyKey = fc.constantFrom('a', 'b', '__proto__');

/** Whole seconds only, so that windows, waits and reminders often end at the very same instant. */
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('advance'),
      ms: fc.constantFrom(1_000, 1_000, 2_000, 3_000, 5_000, 20_000),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constantFrom('event', 'condition'),
      key: anyKey,
      category: fc.constantFrom('x', 'y'),
      severity: fc.constantFrom(...SEVERITIES),
      times: fc.constantFrom(1, 1, 1, 1, 2, 40),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('resolve'), key: anyKey }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('acknowledge'), key: anyKey }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('hold'),
      key: anyKey,
      by: fc.constantFrom('silenced', 'flapping', 'nothing', 'nothing'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cut') }) },
);

const anyThrottle: fc.Arbitrary<PipelineRules['throttle']> = fc.oneof(
  fc.constant(false as const),
  fc.record({ limit: fc.constantFrom(1, 2, 30), window: fc.constantFrom(4_000, 10_000) }),
);

const anyGroup: fc.Arbitrary<PipelineRules['group']> = fc.oneof(
  { weight: 1, arbitrary: fc.constant(false as const) },
  {
    weight: 6,
    arbitrary: fc.record({
      by: fc.constantFrom<GroupBy>(['key'], ['category'], ({ category }) => category),
      wait: fc.constantFrom(0, 1_000, 4_000, 7_000),
      window: fc.constantFrom(4_000, 10_000, 60_000),
      summarizeAfter: fc.integer({ min: 1, max: 6 }),
    }),
  },
);

const anyRules: fc.Arbitrary<PipelineRules> = fc
  .tuple(
    fc.constantFrom<Severity>('debug', 'warning'),
    anyThrottle,
    anyGroup,
    fc.constantFrom(false as const, 5_000, 10_000, 13_000),
  )
  .map(([minSeverity, throttle, group, remindEvery]) => ({
    minSeverity,
    throttle,
    group,
    remindEvery,
    route: { channels: new Map([['ops', {}]]), fallback: [] },
  }));

/** What outlives a pipeline: the facts, and who holds back what. */
interface World {
  readonly events: RecordedEvent[];
  readonly items: object[];
  readonly held: Map<string, 'silenced' | 'flapping' | 'nothing'>;
}

/** One pipeline under a logical clock, with the conditions folded from what was recorded. */
class Life {
  readonly #world: World;
  readonly #recorder = new Recorder(0);
  readonly #alerts = new Subject<Alert>();
  readonly #stages: KeptStages;

  constructor(rules: PipelineRules, world: World, at: number, saved: Record<string, unknown> = {}) {
    this.#world = world;
    for (const event of world.events) this.#recorder.recover(event);
    this.#recorder.clock.advanceTo(at);
    this.#stages = new KeptStages(saved);
    const views = {
      silences: { isSilenced: ({ key }: Alert) => world.held.get(key) === 'silenced' },
      dependencies: { isInhibited: () => false },
      flapping: { isFlapping: ({ key }: Alert) => world.held.get(key) === 'flapping' },
      paused: { isPaused: () => false },
      conditions: this.#recorder.incidents,
    };
    this.#alerts.pipe(alertPipeline(rules, views, this.#recorder.clock, this.#stages)).subscribe({
      next: (item) => this.#decided(item),
      error: (error: unknown) => {
        throw error;
      },
    });
  }

  get now(): number {
    return this.#recorder.clock.now();
  }

  /** Through JSON, as a snapshot would be. */
  save(): Record<string, unknown> {
    return JSON.parse(JSON.stringify(this.#stages.save()));
  }

  do(step: Exclude<Step, { readonly do: 'cut' }>): void {
    const { incidents, clock } = this.#recorder;
    switch (step.do) {
      case 'advance':
        return clock.advanceTo(this.now + step.ms);
      case 'hold':
        this.#world.held.set(step.key, step.by);
        return;
      case 'acknowledge':
        return this.#record('incident.acknowledged', step.key, { by: 'me' });
      case 'resolve': {
        const known = incidents.firing(step.key)?.alert ?? alertOf({ key: step.key, kind: 'condition' });
        return this.#send({ ...known, id: this.#recorder.nextId(), at: this.now, status: 'resolved' });
      }
      case 'event':
      case 'condition':
        for (let i = 0; i < step.times; i++) {
          const { do: kind, key, category, severity } = step;
          const id = this.#recorder.nextId();
          const title = `${key} ${category}`;
          this.#send(alertOf({ id, at: this.now, key, kind, category, severity, title }));
        }
    }
  }

  /** Lets all windows end, or has what is owed told at once. */
  end(how: 'wait' | 'complete'): void {
    if (how === 'wait') this.#recorder.clock.advanceTo(this.now + 150_000);
    this.#alerts.complete();
  }

  #send(alert: Alert): void {
    const { id, key, status } = alert;
    const fired = this.#recorder.incidents.firing(key) !== undefined;
    this.#record('alert.raised', key, { alert, origin: 'program' });
    this.#alerts.next(alert);
    const over = status === 'resolved' && this.#world.held.get(key) !== 'flapping';
    if (over && fired) this.#record('incident.resolved', key, { alertId: id });
  }

  #decided(item: PipelineItem): void {
    this.#world.items.push({ at: this.now, item });
    if (item.type === 'notification') {
      const { notification, channels = [], tells } = item;
      this.#record('notification.requested', notification.groupKey, { notification, channels, tells });
    } else if (item.suppressed !== undefined) {
      const { id: alertId, key } = item.alert;
      this.#record('alert.suppressed', key, { alertId, key, reason: item.suppressed });
    }
  }

  #record: Recorder['record'] = (type, subject, data) => {
    this.#recorder.record(type, subject, data);
    this.#world.events.push(...this.#recorder.take());
  };
}

function play(rules: PipelineRules, steps: readonly Step[], end: 'wait' | 'complete'): unknown {
  const world: World = { events: [], items: [], held: new Map() };
  let life = new Life(rules, world, 0);
  for (const step of steps) {
    if (step.do !== 'cut') {
      life.do(step);
      continue;
    }
    const saved = life.save();
    life = new Life(rules, world, life.now, saved);
    expect(life.save()).toEqual(saved);
  }
  life.end(end);
  // The same shape whether or not an item went through JSON.
  return JSON.parse(JSON.stringify(world.items));
}

describe('a pipeline cut anywhere', () => {
  test.prop(
    [anyRules, fc.array(anyStep, { minLength: 10, maxLength: 80 }), fc.constantFrom('wait', 'complete')],
    { numRuns: 400 },
  )(
    'and restored goes on exactly as one that never was',
    (rules, steps, end) => {
      const uncut = steps.filter((step) => step.do !== 'cut');
      expect(play(rules, steps, end)).toEqual(play(rules, uncut, end));
    },
    60_000,
  );
});
