import { describe, expect, test } from 'vitest';
import type { RecordedEvent } from '../../src/domain/events.js';
import { decodeEvent } from '../../src/journal/decode-event.js';
import type { Journal } from '../../src/journal/journal.js';
import { memoryJournal } from '../../src/journal/memory-journal.js';
import { story, testMonitor } from '../support/monitor.js';

const HUGE = 'x'.repeat(1_048_576);

describe('a condition with a huge key', () => {
  test('is found, acknowledged and resolved by it', async () => {
    const { monitor, ops } = testMonitor();
    const condition = { title: 'Stuck', severity: 'critical', kind: 'condition' } as const;
    await monitor.alert({ ...condition, key: `${HUGE}a` });
    await monitor.alert({ ...condition, key: `${HUGE}b` });
    expect(monitor.incidents.get(`${HUGE}a`)).toMatchObject({ status: 'firing' });
    monitor.incidents.acknowledge(`${HUGE}a`, { by: 'ann' });
    expect(monitor.incidents.get(`${HUGE}a`)).toMatchObject({ status: 'acknowledged' });
    await monitor.resolve(`${HUGE}a`);
    expect(monitor.incidents.get(`${HUGE}a`)).toMatchObject({ status: 'resolved' });
    expect(monitor.incidents.get(`${HUGE}b`)).toMatchObject({ status: 'firing' });
    expect(story(ops)).toEqual([
      '0s first 1/1 Stuck',
      '0s first 1/1 Stuck',
      '0s resolved 0/1 Resolved: Stuck',
    ]);
    await monitor.stop();
  });

  test('that never fired is resolved in few words', async () => {
    const { monitor } = testMonitor();
    await monitor.resolve(HUGE);
    const [alert] = monitor.recentAlerts();
    expect(alert?.key).toHaveLength(16_384);
    expect(alert?.title).toHaveLength(1_000);
    await monitor.stop();
  });
});

test('huge alerts leave small records', async () => {
  const journal = memoryJournal();
  const { monitor } = testMonitor({ journal });
  await monitor.start();
  const alerts = Array.from({ length: 20 }, (_, n) => ({
    title: `${HUGE}${n}`,
    message: HUGE,
    severity: 'critical' as const,
    data: { HUGE, more: [HUGE, HUGE] },
    labels: { HUGE },
  }));
  const receipts = await Promise.all(alerts.map((alert) => monitor.alert(alert)));
  expect(receipts.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 20 }, () => 'notified'));
  for await (const event of monitor.events()) {
    expect(JSON.stringify(event).length).toBeLessThan(200_000);
  }
  await monitor.stop();
});

describe('a journal from before there were bounds', () => {
  /** What was written then: the texts are as long as they were given. */
  async function oldJournal(): Promise<Journal> {
    const written = memoryJournal();
    const { monitor } = testMonitor({ journal: written });
    await monitor.alert({
      title: 'TEXT',
      message: 'TEXT',
      key: 'TEXT',
      severity: 'critical',
      kind: 'condition',
      labels: { TEXT: 'TEXT' },
      data: { TEXT: 'TEXT' },
    });
    const events: RecordedEvent[] = [];
    for await (const event of monitor.events()) {
      const { position, at, type, version, subject, data } = JSON.parse(
        JSON.stringify(event).replaceAll('TEXT', HUGE),
      );
      events.push(decodeEvent({ position, at, type, version, subject, data }));
    }
    await monitor.stop();
    const journal = memoryJournal();
    await journal.open();
    await journal.append(events.filter(({ type }) => type !== 'runtime.stopped'));
    await journal.close();
    return journal;
  }

  test('is read as it is, and its conditions are known by their keys', async () => {
    const { monitor, ops } = testMonitor({ journal: await oldJournal() });
    await monitor.start();
    expect(monitor.incidents.get(HUGE)).toMatchObject({ key: HUGE, alert: { title: HUGE, message: HUGE } });
    // It goes on: it is no second condition.
    await monitor.alert({ title: HUGE, key: HUGE, severity: 'critical', kind: 'condition' });
    expect(monitor.incidents.list()).toHaveLength(1);
    monitor.incidents.acknowledge(HUGE, { by: 'ann' });
    await monitor.resolve(HUGE);
    expect(monitor.incidents.list()).toMatchObject([{ key: HUGE, status: 'resolved' }]);
    expect(ops.notifications.at(-1)).toMatchObject({ reason: 'resolved' });
    await monitor.stop();
  });
});
