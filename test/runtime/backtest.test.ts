import { describe, expect, it } from 'vitest';
import type { Check, Outcome } from '../../src/domain/check.js';
import type { Notification } from '../../src/domain/notification.js';
import type { ServiceConfig } from '../../src/domain/service.js';
import { memoryJournal } from '../../src/journal/memory-journal.js';
import { type BacktestOptions, type BacktestReport, backtest } from '../../src/runtime/backtest.js';
import type { MonitorConfig } from '../../src/runtime/monitor-config.js';
import { type TestMonitor, testMonitor } from '../support/monitor.js';

const START = Date.UTC(2026, 0, 5);
const MINUTE = 60_000;

/** A check that answers what the test said last, after the time that it said. */
function scripted(clock: TestMonitor['clock']): {
  check: Check;
  set: (outcome: Outcome, takes?: number) => void;
} {
  let now: { outcome: Outcome; takes: number } = { outcome: 'pass', takes: 0 };
  return {
    check: async () => {
      const { outcome, takes } = now;
      if (takes > 0) await new Promise<void>((resolve) => clock.setTimeout(resolve, takes));
      return { outcome };
    },
    set: (outcome, takes = 0) => {
      now = { outcome, takes };
    },
  };
}

interface Recorded {
  readonly journal: ReturnType<typeof memoryJournal>;
  /** Compares what was recorded with another configuration, in lines such as `5m first 1/1 Title`. */
  against(
    config: MonitorConfig,
    span?: Omit<BacktestOptions, 'journal' | 'config'>,
  ): Promise<
    BacktestReport & { lines: Record<'recorded' | 'simulated' | 'missing' | 'added' | 'moved', string[]> }
  >;
}

/** Records a run with one service, `api`, checked by hand. */
async function record(
  config: (check: Check) => MonitorConfig,
  program: (given: TestMonitor & { set: ReturnType<typeof scripted>['set'] }) => Promise<void>,
): Promise<Recorded> {
  const journal = memoryJournal();
  const { clock } = testMonitor();
  const { check, set } = scripted(clock);
  const given = testMonitor({ ...config(check), journal }, { clock });
  await program({ ...given, clock, set });
  await given.monitor.stop();
  return {
    journal,
    async against(other, span) {
      const report = await backtest({ journal, config: other, ...span });
      const { recorded, simulated, missing, added, moved } = report;
      const lines = {
        recorded: recorded.map(lineOf),
        simulated: simulated.map(lineOf),
        missing: missing.map(lineOf),
        added: added.map(lineOf),
        moved: moved.map((pair) => `${lineOf(pair.recorded)} -> ${minutes(pair.simulated.at)}`),
      };
      return { ...report, lines };
    },
  };
}

function lineOf({ at, reason, count, total, title }: Notification): string {
  return `${minutes(at)} ${reason} ${count}/${total} ${title}`;
}

function minutes(at: number): string {
  return `${(at - START) / MINUTE}m`;
}

const never: Check = () => {
  throw new Error('a backtest runs no check');
};

function api(parts: Partial<ServiceConfig> = {}): MonitorConfig {
  return { services: { api: { check: never, ...parts } } };
}

/** Checks once a minute: what each gave. */
async function checks(
  { monitor, clock, set }: TestMonitor & { set: ReturnType<typeof scripted>['set'] },
  outcomes: readonly Outcome[],
): Promise<void> {
  for (const outcome of outcomes) {
    set(outcome);
    await monitor.check('api');
    await clock.advance(MINUTE);
  }
}

describe('a backtest of services', () => {
  const outage = (): Promise<Recorded> =>
    record(
      (check) => ({ services: { api: { check } } }),
      (given) => checks(given, ['pass', 'pass', 'fail', 'fail', 'fail', 'pass', 'pass', 'pass']),
    );

  it('takes thresholds from the configuration', async () => {
    const { lines, missedCritical } = await (await outage()).against(api({ failureThreshold: 2 }));
    expect(lines).toMatchObject({
      recorded: [
        '2m first 1/1 Service degraded: api',
        '4m first 1/1 Service unhealthy: api',
        '6m resolved 0/2 Resolved: Service unhealthy: api',
      ],
      missing: [],
      added: [],
      moved: ['4m first 1/1 Service unhealthy: api -> 3m'],
    });
    expect(missedCritical).toEqual([]);
  });

  it('pairs no further apart than the tolerance', async () => {
    const { lines } = await (await outage()).against(api({ failureThreshold: 2 }), { tolerance: '59s' });
    expect(lines.missing).toEqual(['4m first 1/1 Service unhealthy: api']);
    expect(lines.added).toEqual(['3m first 1/1 Service unhealthy: api']);
  });

  it('leaves a service out that the configuration does not have, and names one that the journal does not have', async () => {
    const { lines, unknownServices } = await (await outage()).against({ services: { web: never } });
    expect(lines.simulated).toEqual([]);
    expect(lines.missing).toHaveLength(3);
    expect(unknownServices).toEqual(['web']);
  });

  it('takes the recorded registrations if the configuration says nothing of services', async () => {
    const recorded = await outage();
    const { lines, unknownServices } = await recorded.against({ defaults: { failureThreshold: 1 } });
    expect(lines.simulated).toEqual(lines.recorded);
    expect(unknownServices).toEqual([]);
  });

  it('takes labels and dependencies from the configuration', async () => {
    const recorded = await record(
      (check) => ({ services: { api: { check }, root: { check, failureThreshold: 1 } } }),
      async (given) => {
        given.set('fail');
        await given.monitor.check('root');
        await given.monitor.check('api');
      },
    );
    const root = { check: never, failureThreshold: 1 };
    const { lines } = await recorded.against({
      services: { api: { check: never, dependsOn: ['root'] }, root },
    });
    expect(lines.missing).toEqual(['0m first 1/1 Service degraded: api']);
    const labelled = await recorded.against({
      services: { api: { check: never, labels: { team: 'a' } }, root },
    });
    expect(labelled.simulated.map(({ alerts }) => alerts[0]?.labels)).toEqual([{}, { team: 'a' }]);
  });

  it('judges slowness anew, in both directions', async () => {
    const slow = (slowAfter: number): Promise<Recorded> =>
      record(
        (check) => ({ services: { api: { check, slowAfter } } }),
        async ({ monitor, clock, set }) => {
          set('pass', 800);
          const checked = monitor.check('api');
          await clock.advance(MINUTE);
          await checked;
        },
      );
    const wasWarn = await slow(500);
    expect((await wasWarn.against(api({ slowAfter: 900 }))).lines.missing).toHaveLength(1);
    expect((await wasWarn.against(api())).lines.missing).toHaveLength(1);
    expect((await wasWarn.against(api({ slowAfter: 600 }))).lines.missing).toEqual([]);
    const wasPass = await slow(900);
    const { simulated } = await wasPass.against(api({ slowAfter: 600 }));
    expect(simulated.map(({ message }) => message)).toEqual(['slow: took 800ms, more than 600ms']);
  });

  it('registers a service whose registration was forgotten when it is first checked', async () => {
    const recorded = await outage();
    const journal = {
      async *read() {
        for await (const event of recorded.journal.read())
          if (event.type !== 'service.registered') yield event;
      },
    };
    const report = await backtest({ journal, config: api() });
    expect(report.simulated.map(({ reason }) => reason)).toEqual(['first', 'first', 'resolved']);
    expect(report.unknownServices).toEqual([]);
    expect(report.completeFrom).toBe(START);
  });
});

describe('a backtest of silences and acknowledgements', () => {
  it('plans the maintenance of the configuration, and not the recorded one', async () => {
    const window = (start: string): ServiceConfig['maintenance'] => ({ start, duration: '30m' });
    const recorded = await record(
      (check) => ({ services: { api: { check, failureThreshold: 1, maintenance: window('00:00') } } }),
      async (given) => {
        await checks(given, ['fail']);
        await given.clock.advance('2h');
      },
    );
    const of = (maintenance: ServiceConfig['maintenance']): MonitorConfig =>
      api({ failureThreshold: 1, maintenance });
    const same = await recorded.against(of(window('00:00')));
    expect(same.lines.simulated).toEqual(['30m first 1/1 Service unhealthy: api']);
    expect(same.lines.simulated).toEqual(same.lines.recorded);
    expect((await recorded.against(of(window('01:00')))).lines.simulated).toEqual([
      '0m first 1/1 Service unhealthy: api',
    ]);
    expect((await recorded.against(api({ failureThreshold: 1 }))).lines.simulated).toEqual([
      '0m first 1/1 Service unhealthy: api',
    ]);
  });

  it('ends a maintenance silence that somebody removed, though its id is another one', async () => {
    const maintenance = { start: '00:00', duration: '2h' } as const;
    const recorded = await record(
      (check) => ({
        services: { other: check, api: { check, failureThreshold: 1, maintenance } },
      }),
      async (given) => {
        await checks(given, ['fail']);
        const [silence] = given.monitor.silences.list();
        if (silence !== undefined) given.monitor.silences.remove(silence.id);
        await given.clock.advance('5m');
      },
    );
    const { lines } = await recorded.against(api({ failureThreshold: 1, maintenance }));
    expect(lines.recorded).toEqual(['1m first 1/1 Service unhealthy: api']);
    expect(lines.simulated).toEqual(lines.recorded);
    const longer = api({ failureThreshold: 1, maintenance: { ...maintenance, duration: '3h' } });
    expect((await recorded.against(longer)).lines.simulated).toEqual([]);
  });

  it('keeps silences and acknowledgements of people, and passes over those that mean nothing', async () => {
    const recorded = await record(
      (check) => ({ services: { api: { check, failureThreshold: 1 } }, alerts: { remindEvery: '10m' } }),
      async (given) => {
        const { monitor, clock } = given;
        await checks(given, ['fail']);
        await clock.advance('10m');
        monitor.incidents.acknowledge('service_health:api', { by: 'ann' });
        await clock.advance('1h');
        monitor.silences.add({ match: { key: 'system:Disk full' }, for: '10m', by: 'ann' });
        await monitor.alert({ title: 'Disk full', severity: 'critical' });
        await clock.advance('1h');
      },
    );
    const alerts = { remindEvery: '5m' } as const;
    expect((await recorded.against({ ...api({ failureThreshold: 1 }), alerts })).lines.simulated).toEqual([
      '0m first 1/1 Service unhealthy: api',
      '5m reminder 0/1 Still firing: Service unhealthy: api',
      '10m reminder 0/1 Still firing: Service unhealthy: api',
    ]);
    expect((await recorded.against({ services: {}, alerts })).lines.simulated).toEqual([]);
  });
});

describe('the span of a backtest', () => {
  const storm = (): Promise<Recorded> =>
    record(
      () => ({}),
      async ({ monitor, clock }) => {
        for (const _ of [1, 2, 3, 4, 5]) {
          await monitor.alert({ title: 'Disk full', severity: 'error' });
          await clock.advance('10s');
        }
        await clock.advance('10m');
      },
    );

  it('compares what was told in [from, to)', async () => {
    const recorded = await storm();
    const all = [
      '0m first 1/1 Disk full',
      '0.3333333333333333m repeated 2/3 Repeated: Disk full',
      '1m digest 2/5 Repeated: Disk full',
    ];
    expect((await recorded.against({})).lines.recorded).toEqual(all);
    const some = await recorded.against({}, { from: START + 20_000, to: START + MINUTE });
    expect(some.lines.recorded).toEqual(all.slice(1, 2));
    expect(some.lines.simulated).toEqual(all.slice(1, 2));
    expect((await recorded.against({}, { from: START + MINUTE })).lines.simulated).toEqual(all.slice(2));
  });

  it('lets time pass up to its end where the journal goes on, and never beyond the journal', async () => {
    const recorded = await storm();
    const alerts = { group: { window: '2m' } } as const;
    const digest = '2m digest 2/5 Repeated: Disk full';
    // Nothing was recorded between the digest at 1m and the end of the run.
    const until = async (to: number | undefined): Promise<string[]> =>
      (await recorded.against({ alerts }, { to })).lines.simulated.slice(2);
    expect(await until(START + 2 * MINUTE)).toEqual([]);
    expect(await until(START + 2 * MINUTE + 1)).toEqual([digest]);
    const wide = { group: { window: '30m' } } as const;
    expect(
      (await recorded.against({ alerts: wide }, { to: START + 60 * MINUTE })).lines.simulated,
    ).toHaveLength(2);
  });

  it('says what is wrong with it, and with the tolerance', async () => {
    const journal = memoryJournal();
    await expect(backtest({ journal, config: {}, from: 5, to: 5, tolerance: -1 })).rejects.toMatchObject({
      code: 'ERR_CONFIG',
      issues: [
        { path: 'backtest.to', message: expect.stringContaining('5 is not after from, 5') },
        { path: 'backtest.tolerance', message: expect.stringContaining('-1 is not a duration') },
      ],
    });
    await expect(backtest({ journal, config: {}, from: Number.NaN })).rejects.toThrow(/from: expected epoch/);
    await expect(backtest({ journal, config: { alerts: { remindEvery: 'soon' as '1m' } } })).rejects.toThrow(
      /alerts\.remindEvery/,
    );
  });

  it('finds nothing in an empty journal', async () => {
    expect(await backtest({ journal: memoryJournal(), config: api() })).toEqual({
      recorded: [],
      simulated: [],
      missing: [],
      added: [],
      moved: [],
      missedCritical: [],
      unknownServices: ['api'],
    });
  });
});

describe('a missed critical notification', () => {
  const fire = (title: string, kind: 'event' | 'condition' = 'event') =>
    ({ title, severity: 'critical', kind, key: title }) as const;
  const missed = async (
    recorded: Recorded,
    alerts: NonNullable<MonitorConfig['alerts']>,
  ): Promise<string[]> => (await recorded.against({ alerts })).missedCritical.map(lineOf);

  const two = (): Promise<Recorded> =>
    record(
      () => ({}),
      async ({ monitor, clock }) => {
        await monitor.alert(fire('A'));
        await clock.advance('20m');
        await monitor.alert(fire('B'));
        await clock.advance('5h');
      },
    );

  it('is one of which nobody hears within the hour', async () => {
    const by = ['category'] as const;
    expect(await missed(await two(), { group: { by, window: '50m' } })).toEqual([]);
    expect(await missed(await two(), { group: { by, window: '81m' } })).toEqual(['20m first 1/1 B']);
    expect(await missed(await two(), { group: { wait: '61m' } })).toEqual([
      '0m first 1/1 A',
      '20m first 1/1 B',
    ]);
  });

  it('is not one that still waits to be told in time when the journal ends', async () => {
    const recorded = await record(
      () => ({}),
      async ({ monitor }) => {
        await monitor.alert(fire('A'));
      },
    );
    const waits = { group: { wait: '1h' } } as const;
    const { lines, missedCritical } = await recorded.against({ alerts: waits });
    expect(lines).toMatchObject({ simulated: [], missing: ['0m first 1/1 A'] });
    expect(missedCritical).toEqual([]);
    expect(await missed(recorded, { group: { wait: '61m' } })).toEqual(['0m first 1/1 A']);
  });

  it('is not one that repeats what was told before, and not a reminder or a resolution', async () => {
    const recorded = await record(
      () => ({ alerts: { remindEvery: '30m' } }),
      async ({ monitor, clock }) => {
        for (const _ of [1, 2, 3]) {
          await monitor.alert(fire('A', 'condition'));
          await clock.advance('10s');
        }
        await clock.advance('3h');
        for (const _ of [1, 2, 3]) {
          await monitor.alert(fire('A', 'condition'));
          await clock.advance('10s');
        }
        await clock.advance('3h');
        await monitor.resolve('A');
      },
    );
    const alerts = { group: { window: '9h', summarizeAfter: 100 } } as const;
    const { lines, missedCritical } = await recorded.against({ alerts });
    expect(lines.simulated).toEqual(['0m first 1/1 A', '361m resolved 5/6 Resolved: A']);
    expect(lines.missing.length).toBeGreaterThan(10);
    expect(missedCritical).toEqual([]);
  });

  it('is not one of a condition that was told at a time of which checks are forgotten', async () => {
    const recorded = await record(
      (check) => ({ services: { api: { check } } }),
      async (given) => {
        const { monitor, clock } = given;
        await monitor.alert(fire('A', 'condition'));
        await checks(given, ['pass', 'pass']);
        await clock.advance('3h');
        await monitor.alert(fire('A', 'condition'));
        await clock.advance('3h');
      },
    );
    const journal = {
      async *read() {
        for await (const event of recorded.journal.read()) if (event.type !== 'check.completed') yield event;
      },
    };
    const config = { ...api(), alerts: { group: { window: '9h' } } } as const;
    const { missing, missedCritical, completeFrom } = await backtest({ journal, config });
    expect(missing.map(lineOf)).toEqual(['182m first 1/1 A']);
    expect(missedCritical).toEqual([]);
    expect(completeFrom).toBe(START + 182 * MINUTE);
  });

  it('is one of a condition that was told last time, and is not told this time', async () => {
    const recorded = await record(
      () => ({}),
      async ({ monitor, clock }) => {
        for (const _ of [1, 2]) {
          await monitor.alert(fire('A', 'condition'));
          await clock.advance('30m');
          await monitor.resolve('A');
          await clock.advance('30m');
        }
        await clock.advance('5h');
      },
    );
    expect(await missed(recorded, { group: { by: ['category'], wait: '40m' } })).toEqual([
      '0m first 1/1 A',
      '60m first 1/1 A',
    ]);
    expect(await missed(recorded, { group: { by: ['category'], wait: '20m' } })).toEqual([]);
  });

  it('is not one of a storm that one message accounts for, though its sample is too small for all', async () => {
    const recorded = await record(
      () => ({}),
      async ({ monitor, clock }) => {
        for (let i = 0; i < 60; i++) await monitor.alert(fire(`Host ${i}`));
        await clock.advance('5h');
      },
    );
    const { lines, missedCritical } = await recorded.against({
      alerts: { group: { by: ['category'], wait: '30s' } },
    });
    expect(lines.simulated).toEqual(['0.5m first 60/60 Host 59 and 59 more']);
    expect(lines.missing).toHaveLength(60);
    expect(missedCritical).toEqual([]);
    expect(await missed(recorded, { group: { by: ['category'], wait: '61m' } })).toHaveLength(60);
  });
});
