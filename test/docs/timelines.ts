import { story, type TestMonitor, testMonitor } from '../support/monitor.js';

/** A worked timeline of docs/concepts.md: what happens, and then what the channel got. */
export interface Timeline {
  readonly name: string;
  readonly play: (given: TestMonitor) => Promise<void>;
  readonly config?: Parameters<typeof testMonitor>[0];
}

const DISK = { title: 'Disk full', severity: 'error' } as const;

async function at(given: TestMonitor, seconds: number, act: () => unknown): Promise<void> {
  const start = Date.UTC(2026, 0, 5);
  await given.clock.advance(start + seconds * 1_000 - given.clock.now());
  await act();
}

/** Fires and resolves one condition. */
const QUEUE = { title: 'Queue stuck', severity: 'error', kind: 'condition', key: 'queue' } as const;

export const TIMELINES: readonly Timeline[] = [
  {
    name: 'first, repeated, digest',
    play: async (given) => {
      const { monitor } = given;
      for (const second of [0, 5, 10, 20, 30, 70]) await at(given, second, () => monitor.alert(DISK));
      await at(given, 240, () => monitor.alert(DISK));
    },
  },
  {
    name: 'escalated',
    play: async (given) => {
      const { monitor } = given;
      await at(given, 0, () => monitor.alert(DISK));
      await at(given, 5, () => monitor.alert({ ...DISK, severity: 'critical' }));
      await at(given, 8, () => monitor.alert(DISK));
      await at(given, 200, () => {});
    },
  },
  {
    name: 'wait',
    config: { alerts: { group: { by: ['category'], wait: '10s' } } },
    play: async (given) => {
      const { monitor } = given;
      for (const host of [1, 2, 3, 4]) {
        await at(given, host, () => monitor.alert({ title: `Host ${host} unreachable`, severity: 'error' }));
      }
      await at(given, 200, () => {});
    },
  },
  {
    name: 'throttled',
    config: { alerts: { throttle: { limit: 2, window: '1m' } } },
    play: async (given) => {
      const { monitor } = given;
      for (const second of [0, 1, 2, 3, 4]) await at(given, second, () => monitor.alert(DISK));
      await at(given, 200, () => {});
    },
  },
  {
    name: 'reminder, resolved',
    config: { alerts: { remindEvery: '30m' } },
    play: async (given) => {
      const { monitor } = given;
      await at(given, 0, () => monitor.alert(QUEUE));
      await at(given, 4_000, () => monitor.incidents.acknowledge('queue', { by: 'ann', note: 'on it' }));
      await at(given, 9_000, () => monitor.resolve('queue'));
      await at(given, 9_100, () => monitor.alert(QUEUE));
    },
  },
  {
    name: 'silence',
    play: async (given) => {
      const { monitor } = given;
      monitor.silences.add({ match: { key: 'queue' }, for: '10m', by: 'ann' });
      await at(given, 60, () => monitor.alert(QUEUE));
      await at(given, 900, () => monitor.resolve('queue'));
    },
  },
];

/** Plays a timeline and tells what the channel got, a line each. */
export async function play(timeline: Timeline): Promise<string[]> {
  const given = testMonitor(timeline.config);
  await given.monitor.start();
  await timeline.play(given);
  await given.monitor.flush();
  await given.monitor.stop();
  return story(given.ops);
}
