import { describe, expect, test } from 'vitest';
import { mergeBacklog } from '../../src/channels/sink-merge.js';
import type { Alert } from '../../src/domain/alert.js';
import { hang, harness, notification, times } from './sink-harness.js';

const refused = new Error('refused');

/** A sink whose first notification fails once while `n` others come to wait behind it. */
async function backlogOf(n: number) {
  const h = harness();
  h.answers(refused);
  h.offer('first');
  await h.clock.advance(100);
  for (let i = 0; i < n; i++) h.offer(`n${i}`);
  return h;
}

describe('a channel that comes back', () => {
  test('with 20 notifications waiting gets each of them', async () => {
    const h = await backlogOf(20);
    await h.clock.advance(1_000);
    expect(h.sent).toHaveLength(22);
    expect(h.facts().filter((fact) => fact.includes('merged'))).toEqual([]);
  });

  test('with 21 notifications waiting gets one digest, recorded before it is sent', async () => {
    const h = await backlogOf(21);
    await h.clock.advance(1_000);
    const merged = h.records.find((fact) => fact.type === 'notification.merged');
    const id = merged?.notification.id;
    expect(h.facts()).toEqual([
      '0 failed first#1',
      '500 succeeded first#2',
      '500 merged 21',
      `500 succeeded ${id}#1`,
    ]);
    expect(merged).toMatchObject({
      merges: times(21, (i) => `n${i}`),
      notification: {
        at: 500,
        reason: 'digest',
        title: '21 notifications while ops was away',
        count: 21,
        total: 21,
      },
    });
    expect(h.story().slice(2)).toEqual([`500 ${id}#1`]);
    expect(h.sink.stats()).toMatchObject({ sent: 2, pending: 0 });
  });

  test('does not send the digest before its record is durable', async () => {
    const h = harness({
      record: (fact) =>
        fact.type === 'notification.merged'
          ? new Promise((resolve) => h.clock.setTimeout(resolve, 70))
          : Promise.resolve(),
    });
    h.answers(refused);
    h.offer('first');
    await h.clock.advance(100);
    for (let i = 0; i < 30; i++) h.offer(`n${i}`);
    await h.clock.advance(469);
    expect(h.sent).toHaveLength(2);
    h.offer('late');
    await h.clock.advance(1);
    expect(h.story().slice(2)).toEqual([expect.stringMatching(/^570 merged-/), '570 late#1']);
  });

  test('after its circuit was open has its backlog merged too', async () => {
    const h = harness();
    h.answers(...times(5, () => refused));
    h.offer('first');
    await h.clock.advance(10_000);
    for (let i = 0; i < 25; i++) h.offer(`n${i}`, 'warning', { count: 2, total: 3 });
    await h.clock.advance('1m');
    expect(h.facts().slice(5)).toEqual([
      '37500 succeeded first#6',
      '37500 merged 25',
      expect.stringMatching(/^37500 succeeded merged-/),
    ]);
    expect(h.records.find((fact) => fact.type === 'notification.merged')?.notification).toMatchObject({
      count: 50,
      total: 75,
      severity: 'warning',
    });
  });

  test('by a critical notification merges those that wait, the one that failed among them', async () => {
    const h = await backlogOf(20);
    h.offer('c', 'critical');
    await h.clock.advance(1_000);
    expect(h.facts()).toEqual([
      '0 failed first#1',
      '100 succeeded c#1',
      '100 merged 21',
      expect.stringMatching(/^100 succeeded merged-/),
    ]);
  });

  test('after a restart is known by the attempts that failed before', async () => {
    const h = harness();
    h.answers(() => new Promise<void>((resolve) => h.clock.setTimeout(resolve, 10)));
    h.sink.offer({ notification: notification('first'), requestedAt: 0, attempts: 2 });
    for (let i = 0; i < 25; i++) h.offer(`n${i}`);
    await h.clock.advance(10);
    expect(h.facts().slice(0, 2)).toEqual(['10 succeeded first#3', '10 merged 25']);
  });

  test('never merges what is critical', async () => {
    const h = harness();
    h.answers(refused);
    h.offer('first', 'critical');
    for (let i = 0; i < 30; i++) h.offer(`c${i}`, 'critical');
    await h.clock.advance(1_000);
    expect(h.sent).toHaveLength(32);
  });
});

test('a channel that never failed gets each of a long queue', async () => {
  const h = harness();
  h.answers(() => new Promise<void>((resolve) => h.clock.setTimeout(resolve, 10)));
  for (let i = 0; i < 30; i++) h.offer(`n${i}`);
  await h.clock.advance(10);
  expect(h.sent).toHaveLength(30);
});

test('a digest that fails again is merged with what came after it', async () => {
  const h = await backlogOf(21);
  h.answers('ok', refused);
  await h.clock.advance(600);
  for (let i = 0; i < 25; i++) h.offer(`m${i}`);
  h.answers('ok');
  h.offer('c', 'critical');
  await h.clock.advance('1m');
  const digests = h.records.flatMap((fact) =>
    fact.type === 'notification.merged' ? [fact.notification] : [],
  );
  expect(digests.map(({ count }) => count)).toEqual([21, 46]);
  expect(h.sink.stats().pending).toBe(0);
});

test('what is under way is not merged', async () => {
  const h = await backlogOf(5);
  h.answers('ok', hang);
  await h.clock.advance(500);
  for (let i = 0; i < 30; i++) h.offer(`m${i}`);
  expect(h.story().at(-1)).toBe('500 n0#1');
  expect(h.sink.stats().pending).toBe(35);
});

describe('the digest', () => {
  const alert = (id: string, at: number): Alert => ({
    id,
    at,
    key: id,
    kind: 'event',
    status: 'firing',
    title: id,
    message: '',
    severity: 'error',
    category: 'system',
    data: {},
    labels: {},
  });

  test('has the highest severity, and the category if it is common', () => {
    const backlog = [notification('a', 'warning'), notification('b', 'error'), notification('c', 'info')];
    expect(mergeBacklog(backlog, 'ops', 0)).toMatchObject({ severity: 'error', category: 'system' });
    const disk = backlog.map((n) => ({ ...n, category: 'disk' }));
    expect(mergeBacklog(disk, 'ops', 0).category).toBe('disk');
    expect(mergeBacklog([...backlog, ...disk], 'ops', 0).category).toBe('system');
  });

  test('counts the total of a group once, and is never less than the count', () => {
    const group = (count: number, total: number) =>
      notification('x', 'error', { groupKey: 'g', count, total });
    expect(mergeBacklog([group(1, 1), group(2, 3), group(4, 7)], 'ops', 0)).toMatchObject({
      count: 7,
      total: 7,
    });
    expect(mergeBacklog([group(1, 1), group(1, 1)], 'ops', 0)).toMatchObject({ count: 2, total: 2 });
  });

  test('lists the most frequent titles', () => {
    const titled = (title: string, n: number) =>
      times(n, (i) => notification(`${title}${i}`, 'error', { title }));
    const backlog = [
      ...titled('one', 1),
      ...titled('two', 2),
      ...titled('nine', 9),
      ...titled('x'.repeat(500), 4),
      ...['d', 'e', 'f'].flatMap((title) => titled(title, 1)),
    ];
    expect(mergeBacklog(backlog, 'ops', 0).message.split('\n')).toEqual([
      '9 × nine',
      `4 × ${'x'.repeat(99)}…`,
      '2 × two',
      '1 × one',
      '1 × d',
      'and 2 more titles',
    ]);
  });

  test('carries the newest hundred alerts, each once, newest last', () => {
    const backlog = times(30, (i) =>
      notification(`n${i}`, 'error', {
        alerts: [alert('shared', 0), ...times(5, (j) => alert(`a${i}.${j}`, i))],
      }),
    );
    const { alerts } = mergeBacklog(backlog, 'ops', 0);
    expect(alerts).toHaveLength(100);
    expect(new Set(alerts.map(({ id }) => id)).size).toBe(100);
    expect(alerts.at(-1)?.id).toBe('a29.4');
    expect(alerts.at(-2)?.id).toBe('a29.3');
    expect(alerts.map(({ at }) => at)).toEqual(alerts.map(({ at }) => at).sort((a, b) => a - b));
  });

  test('has an id that follows from what it merges and for whom', () => {
    const [a, b] = [notification('a'), notification('b')];
    const { id } = mergeBacklog([a, b], 'ops', 0);
    expect(id).toMatch(/^merged-[0-9a-f]{32}$/);
    expect(mergeBacklog([a, b], 'ops', 99).id).toBe(id);
    expect(mergeBacklog([b, a], 'ops', 0).id).not.toBe(id);
    expect(mergeBacklog([a, b], 'mail', 0).id).not.toBe(id);
  });
});
