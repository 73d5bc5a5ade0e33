import { Subject } from 'rxjs';
import { describe, expect, test } from 'vitest';
import type { Alert } from '../../src/domain/alert.js';
import { type GroupOptions, group } from '../../src/pipeline/group.js';
import type { PipelineInput } from '../../src/pipeline/item.js';
import { alertPipeline, type PipelineRules } from '../../src/pipeline/pipeline.js';
import { remind } from '../../src/pipeline/remind.js';
import { KeptStages } from '../../src/pipeline/stage-memory.js';
import { throttle } from '../../src/pipeline/throttle.js';
import { VirtualClock } from '../../src/testing/virtual-clock.js';
import { alertOf } from '../support/alerts.js';

const NOTHING_FIRES = { firing: () => undefined };
const RULES: GroupOptions = { wait: '10s', window: '60s' };

/** What a group stage saves that waits with one alert and counted a throttled one. */
function savedGroup(): { group: { live: { groups: object[]; windows: unknown[]; waits: unknown[] } } } {
  const stages = new KeptStages();
  const source = new Subject<PipelineInput>();
  const clock = new VirtualClock(1_000);
  source.pipe(group(RULES, clock, NOTHING_FIRES, stages)).subscribe();
  source.next(alertOf({ id: 'a1', data: { disk: 1 } }));
  source.next({ type: 'alert', alert: alertOf({ id: 'a2', kind: 'condition' }), suppressed: 'throttled' });
  return JSON.parse(JSON.stringify(stages.save()));
}

describe('kept stages', () => {
  test('give out a state once only, and nothing for a name that was not saved', () => {
    const stages = new KeptStages({ throttle: { passes: [] } });
    expect(stages.recall('throttle')).toEqual({ passes: [] });
    expect(stages.recall('throttle')).toBeUndefined();
    expect(stages.recall('constructor')).toBeUndefined();
  });

  test('ask every stage for its state when they are saved, the latest one of a name', () => {
    const stages = new KeptStages();
    let passed = 0;
    stages.keep('a', () => ({ passed: -1 }));
    stages.keep('a', () => ({ passed }));
    stages.keep('b', () => ({}));
    passed = 7;
    expect(stages.save()).toEqual({ a: { passed: 7 }, b: {} });
  });

  test('forget what no stage asked for', () => {
    expect(new KeptStages({ gone: {} }).save()).toEqual({});
  });

  test('give nothing to a pipeline that begins again after a fault', () => {
    const clock = new VirtualClock();
    const stages = new KeptStages({ throttle: { passes: [['k', [0]]] } });
    const outcomes: string[] = [];
    for (let life = 0; life < 2; life++) {
      const source = new Subject<Alert>();
      const subscription = source.pipe(throttle({ limit: 1 }, clock, stages)).subscribe((item) => {
        if (item.type === 'alert') outcomes.push(item.suppressed ?? 'passed');
      });
      source.next(alertOf());
      subscription.unsubscribe();
    }
    expect(outcomes).toEqual(['throttled', 'passed']);
  });
});

describe('what a stage saves', () => {
  test('is all of a group that is open', () => {
    expect(savedGroup().group).toEqual({
      by: ['key'],
      live: {
        groups: [
          {
            key: 'k',
            openedAt: 1_000,
            opener: 'a1',
            windowMs: 60_000,
            phase: 'waiting',
            total: 2,
            owed: 2,
            items: [
              { alert: alertOf({ id: 'a1', data: { disk: 1 } }) },
              { alert: alertOf({ id: 'a2', kind: 'condition' }), suppressed: 'throttled' },
            ],
            owedSeverity: 'warning',
            conditions: ['k'],
            owesEvents: true,
            toldSeverity: 'debug',
            repeated: false,
            notifications: 0,
          },
        ],
        windows: [[0, 61_000]],
        waits: [[0, 11_000]],
      },
      former: { groups: [], windows: [], waits: [] },
    });
  });

  test('is nothing of a group that is closed', async () => {
    const stages = new KeptStages();
    const source = new Subject<Alert>();
    const clock = new VirtualClock();
    source.pipe(group({ window: '60s' }, clock, NOTHING_FIRES, stages)).subscribe();
    source.next(alertOf());
    await clock.advance('60s');
    expect(stages.save()).toMatchObject({ group: { live: { groups: [], windows: [], waits: [] } } });
  });

  test('does not change with the stage', () => {
    const stages = new KeptStages();
    const source = new Subject<Alert>();
    const clock = new VirtualClock();
    const { throttle: capped, group: grouped } = {
      throttle: { limit: 2 },
      group: { window: '60s' } as const,
    };
    source.pipe(throttle(capped, clock, stages), group(grouped, clock, NOTHING_FIRES, stages)).subscribe();
    for (const id of ['a1', 'a2']) source.next(alertOf({ id, kind: 'condition' }));
    const saved = stages.save();
    const text = JSON.stringify(saved);
    for (const id of ['a3', 'a4']) source.next(alertOf({ id, key: id, kind: 'condition' }));
    source.next(alertOf({ id: 'a5', kind: 'condition' }));
    expect(JSON.stringify(saved)).toBe(text);
    expect(JSON.stringify(stages.save())).not.toBe(text);
  });

  test('are of a throttle only the times that still matter', async () => {
    const stages = new KeptStages();
    const source = new Subject<Alert>();
    const clock = new VirtualClock();
    source.pipe(throttle({ limit: 5, window: '10s' }, clock, stages)).subscribe();
    source.next(alertOf({ key: 'old' }));
    source.next(alertOf({ key: 'both' }));
    await clock.advance(1);
    source.next(alertOf({ key: 'both' }));
    await clock.advance('9.999s');
    expect(stages.save()).toEqual({ throttle: { passes: [['both', [1]]] } });
  });
});

describe('a state that does not fit', () => {
  const bad = (change: (live: ReturnType<typeof savedGroup>['group']['live']) => void): object => {
    const saved = savedGroup();
    change(saved.group.live);
    return saved;
  };

  test.each([
    [
      'a field too many',
      bad(({ groups }) => Object.assign(groups[0] ?? {}, { colour: 'red' })),
      'group.live.groups.0',
    ],
    [
      'another type',
      bad(({ groups }) => Object.assign(groups[0] ?? {}, { total: '2' })),
      'group.live.groups.0.total',
    ],
    [
      'an alert that is none',
      bad(({ groups }) => Object.assign(groups[0] ?? {}, { items: [{ alert: {} }, {}] })),
      'group.live.groups.0.items.0.alert.id',
    ],
    [
      'fewer alerts than are owed',
      bad(({ groups }) => Object.assign(groups[0] ?? {}, { items: [] })),
      'group.live.groups.0.items',
    ],
    ['a group without a window', bad(({ windows }) => windows.pop()), 'group.live.windows'],
    ['a window without a group', bad(({ windows }) => windows.splice(0, 1, [7, 1])), 'group.live.windows'],
    ['two windows of one group', bad(({ windows }) => windows.push([0, 1])), 'group.live.windows'],
    ['a wait without its end', bad(({ waits }) => waits.pop()), 'group.live.waits'],
    [
      'two groups of one key',
      bad(({ groups, windows, waits }) => {
        groups.push({ ...groups[0] });
        windows.push([1, 61_000]);
        waits.push([1, 11_000]);
      }),
      'group.live.groups',
    ],
    ['no group state at all', { group: 'closed' }, 'group'],
    ['a throttle state', { throttle: { passes: { k: [1] } } }, 'throttle.passes'],
    [
      'a reminder without its time',
      { remind: { turns: [{ key: 'k', groupKey: 'k', id: 'n', nth: 0 }] } },
      'remind.turns.0.due',
    ],
  ])('ends the stream with an error that names the place, and leaves no timer: %s', (_, saved, place) => {
    const clock = new VirtualClock();
    const stages = new KeptStages(JSON.parse(JSON.stringify(saved)));
    const errors: unknown[] = [];
    new Subject<Alert>()
      .pipe(
        throttle({}, clock, stages),
        group(RULES, clock, NOTHING_FIRES, stages),
        remind({ every: '60s' }, NOTHING_FIRES, clock, stages),
      )
      .subscribe({ error: (error) => errors.push(error) });
    expect(errors).toMatchObject([{ code: 'ERR_SNAPSHOT' }]);
    expect(String(errors)).toContain(` at ${place}: `);
    expect(clock.pendingTasks).toBe(0);
  });
});

describe('the whole pipeline', () => {
  test('keeps the state of each of its stages that has some', () => {
    const rules: PipelineRules = {
      minSeverity: 'debug',
      throttle: {},
      group: {},
      remindEvery: 1_000,
      route: { channels: new Map(), fallback: [] },
    };
    const views = {
      silences: { isSilenced: () => false },
      dependencies: { isInhibited: () => false },
      flapping: { isFlapping: () => false },
      conditions: NOTHING_FIRES,
      paused: { isPaused: () => false },
    };
    const stages = new KeptStages();
    const source = new Subject<Alert>();
    source.pipe(alertPipeline(rules, views, new VirtualClock(), stages)).subscribe();
    source.next(alertOf({ kind: 'condition' }));
    expect(stages.save()).toMatchObject({
      throttle: { passes: [['k', [0]]] },
      group: { live: { groups: [{ key: 'k', phase: 'told' }] } },
      remind: { turns: [{ key: 'k', groupKey: 'k', id: 'a-1', nth: 0, due: 1_000 }] },
    });
  });
});
