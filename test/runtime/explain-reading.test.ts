import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import type { RecordedEvent } from '../../src/domain/events.js';
import type { AlertsConfig } from '../../src/domain/monitor-config.js';
import { decodeEvent } from '../../src/journal/decode-event.js';
import type { Journal } from '../../src/journal/journal.js';
import { memoryJournal } from '../../src/journal/memory-journal.js';
import { groupKeyOf } from '../../src/pipeline/group-key.js';
import { AlertStory } from '../../src/runtime/alert-story.js';
import { explain } from '../../src/runtime/explain.js';
import { recordingChannel } from '../../src/testing/recording-channel.js';
import { goldenJournal, goldenVersions } from '../journal/golden/golden-file.js';
import { testMonitor } from '../support/monitor.js';
import {
  anyRules,
  anyStep,
  checkOf,
  type Outcomes,
  runProgram,
  SERVICES,
} from '../support/random-program.js';

/** A journal that counts the events that were read from it. */
function countingJournal(): { readonly journal: Journal; readonly read: () => number } {
  const journal = memoryJournal({ maxEvents: 1_000_000 });
  let read = 0;
  return {
    read: () => read,
    journal: {
      ...journal,
      async *read(options) {
        for await (const event of journal.read(options)) {
          read++;
          yield event;
        }
      },
    },
  };
}

/** A monitor that has told of many alerts, with the journal's events and a way to count those read by a question. */
async function busyMonitor() {
  const { journal, read } = countingJournal();
  const { monitor, ops, clock } = testMonitor({ journal });
  for (let n = 0; n < 200; n++) await monitor.alert({ title: `Alert ${n}`, severity: 'error' });
  await monitor.flush();
  const readFor = async (id: string): Promise<number> => {
    const before = read();
    await monitor.explain(id);
    return read() - before;
  };
  return { monitor, ops, clock, readFor };
}

describe('explain', () => {
  test('reads next to nothing for an id that cannot be in the journal', async () => {
    const { monitor, readFor } = await busyMonitor();
    const [id = ''] = monitor.recentAlerts().map((alert) => alert.id);
    const [run = '', position = ''] = id.split('-');
    for (const unknown of [
      'nothing',
      '',
      '-',
      'test-0b0c',
      'merged-0',
      `${run}-zzzzz`,
      `${run}-0`,
      `other-${position}`,
      `other-${position}-1`,
      // There is an event there, but no alert.
      `${run}-${(Number.parseInt(position, 36) + 1).toString(36)}`,
      `${id}-1-2-3-4`,
      `${id}-x`,
    ]) {
      expect([unknown, await readFor(unknown)]).toEqual([unknown, expect.toSatisfy((count) => count <= 1)]);
      expect(await monitor.explain(unknown)).toBeUndefined();
    }
    await monitor.stop();
  });

  test('reads no further than to the end of the story', async () => {
    const { monitor, ops, readFor } = await busyMonitor();
    const [notification] = ops.notifications;
    const alert = notification?.alerts[0];
    expect((await monitor.explain(alert?.id ?? ''))?.steps.at(-1)?.what).toBe(
      'delivered by ops at attempt 1',
    );
    expect(await readFor(alert?.id ?? '')).toBeLessThan(20);
    expect(await readFor(notification?.id ?? '')).toBeLessThan(40);
    await monitor.stop();
  });

  test('does not take another alert of the key for one that was held back, after it is over', async () => {
    const { monitor, clock } = testMonitor();
    monitor.silences.add({ match: { key: 'disk' }, for: '1m', by: 'me' });
    const disk = { title: 'Disk full', key: 'disk', severity: 'error', kind: 'condition' } as const;
    const held = await monitor.alert(disk);
    await monitor.resolve('disk');
    const once = await monitor.alert({ ...disk, kind: 'event' });
    await clock.advance('2m');
    await monitor.alert(disk);
    for (const { id } of [held, once]) {
      const story = (await monitor.explain(id))?.steps.map(({ what }) => what) ?? [];
      expect(story.filter((what) => what.startsWith('raised again'))).toEqual([]);
    }
    await monitor.stop();
  });

  test('stops when nobody waits for it any more', async () => {
    const { monitor, readFor, ops } = await busyMonitor();
    const gone = AbortSignal.abort(new Error('gone'));
    await expect(monitor.explain(ops.notifications[0]?.id ?? '', { signal: gone })).rejects.toThrow('gone');
    expect(await readFor('')).toBe(0);
    await monitor.stop();
  });

  test('stops in the middle of a long journal', async () => {
    const journal = memoryJournal({ maxEvents: 1_000_000 });
    const { monitor } = testMonitor({ journal });
    for (let n = 0; n < 200; n++) await monitor.alert({ title: `Alert ${n}`, severity: 'error' });
    await monitor.flush();
    const leaving = new AbortController();
    let read = 0;
    const leavable: Pick<Journal, 'read'> = {
      async *read(options) {
        for await (const event of journal.read(options)) {
          if (++read === 10) leaving.abort(new Error('gone'));
          yield event;
        }
      },
    };
    const id = `merged-${'0'.repeat(32)}`;
    await expect(explain(id, leavable, groupKeyOf(['key']), leaving.signal)).rejects.toThrow('gone');
    expect(read).toBe(10);
    await monitor.stop();
  });
});

describe('what is left out of the reading', () => {
  /** The same stories, told by somebody who hears everything to the end. */
  async function expectNothingMissed(
    events: readonly RecordedEvent[],
    alerts: AlertsConfig,
  ): Promise<number> {
    const by = alerts.group === false ? ['key' as const] : (alerts.group?.by ?? ['key' as const]);
    const keyOf = groupKeyOf(by);
    const journal = memoryJournal({ maxEvents: 1_000_000 });
    await journal.append(events);
    const ids = events.flatMap((event) => {
      if (event.type === 'alert.raised') return [event.data.alert.id];
      return event.type === 'notification.requested' ? [event.data.notification.id] : [];
    });
    for (const id of ids) {
      const story = new AlertStory(id, keyOf);
      for (const event of events) story.hear(event);
      expect(story.tell()).toBeDefined();
      expect(await explain(id, journal, keyOf)).toEqual(story.tell());
    }
    return ids.length;
  }

  test.each(goldenVersions())('is no part of any story of golden journal %i', async (version) => {
    const { events, config } = goldenJournal(version);
    expect(await expectNothingMissed(events.map(decodeEvent), config.alerts)).toBeGreaterThan(100);
  });

  const anyProgram = fc.array(anyStep, { minLength: 5, maxLength: 40 });
  property.prop([anyRules, anyProgram, fc.nat(30)], { numRuns: 100 })(
    'is no part of any story, whatever happened',
    async (alerts, steps, failures) => {
      const outcomes: Outcomes = new Map();
      const services = Object.fromEntries(
        Object.entries(SERVICES).map(([name, dependsOn]) => [
          name,
          { check: checkOf(outcomes, name), dependsOn, failureThreshold: 2 },
        ]),
      );
      const [ops, backup] = [recordingChannel(), recordingChannel()];
      const { monitor, clock } = testMonitor({
        services,
        channels: { ops, backup: { channel: backup, categories: ['none'] } },
        alerts: { ...alerts, fallback: ['backup'] },
      });
      const events: RecordedEvent[] = [];
      monitor.events$.subscribe((event) => events.push(event));
      // Some deliveries fail, so that stories take their time.
      if (failures > 0) ops.failWith(new Error('down'), failures);
      await monitor.checkAll();
      await runProgram(monitor, clock, outcomes, steps);
      await clock.advance('30s');
      await monitor.stop();
      await expectNothingMissed(events, alerts);
    },
    60_000,
  );
});
