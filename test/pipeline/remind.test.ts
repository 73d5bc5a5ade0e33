import { Subject } from 'rxjs';
import { describe, expect, test } from 'vitest';
import type { Incident } from '../../src/domain/incident.js';
import type { Notification } from '../../src/domain/notification.js';
import type { NotificationItem, PipelineInput } from '../../src/pipeline/item.js';
import { remind } from '../../src/pipeline/remind.js';
import { VirtualClock } from '../../src/testing/virtual-clock.js';
import { alertOf } from '../support/alerts.js';

/** A remind stage of 60 s over conditions that the test sets. */
function stage(isHeldBack: () => boolean = () => false): {
  clock: VirtualClock;
  status: Map<string, Incident['status']>;
  source: Subject<PipelineInput>;
  out: Notification[];
  lines: () => string[];
} {
  const clock = new VirtualClock();
  const status = new Map<string, Incident['status']>([
    ['k', 'firing'],
    ['l', 'firing'],
  ]);
  const conditions = {
    firing: (key: string): Incident | undefined => {
      const now = status.get(key);
      if (now === undefined) return undefined;
      const alert = alertOf({ key, kind: 'condition', title: key });
      return { key, status: now, openedAt: 0, told: true, groupKey: 'g', count: 7, alert };
    },
  };
  const source = new Subject<PipelineInput>();
  const out: Notification[] = [];
  source.pipe(remind({ every: '60s', isHeldBack }, conditions, clock)).subscribe((item) => {
    if (item.type === 'notification') out.push(item.notification);
  });
  const lines = (): string[] => out.map(({ at, reason, title }) => `${at / 1000}s ${reason} ${title}`);
  return { clock, status, source, out, lines };
}

function toldOf(clock: VirtualClock, id: string, tells: readonly string[]): NotificationItem {
  const notification: Notification = {
    id,
    at: clock.now(),
    reason: 'first',
    groupKey: 'g',
    title: tells.join(),
    message: '',
    severity: 'warning',
    category: 'system',
    count: 1,
    total: 1,
    alerts: [],
  };
  return { type: 'notification', notification, tells };
}

describe('remind', () => {
  test('tells a condition again and again, each time one period after the last notification', async () => {
    const { clock, source, lines } = stage();
    source.next(toldOf(clock, 'n1', ['k']));
    await clock.advance('40s');
    source.next(toldOf(clock, 'n2', ['k']));
    await clock.advance('200s');
    expect(lines()).toEqual([
      '0s first k',
      '40s first k',
      '100s reminder Still firing: k',
      '160s reminder Still firing: k',
      '220s reminder Still firing: k',
    ]);
  });

  test('has the count 0', async () => {
    const { clock, source, out } = stage();
    source.next(toldOf(clock, 'n1', ['k']));
    await clock.advance('60s');
    expect(out.at(-1)).toMatchObject({ reason: 'reminder', count: 0, total: 7 });
  });

  test('stops when the condition is acknowledged, and leaves no timer', async () => {
    const { clock, source, status, lines } = stage();
    source.next(toldOf(clock, 'n1', ['k']));
    await clock.advance('60s');
    status.set('k', 'acknowledged');
    await clock.advance('600s');
    expect(lines()).toEqual(['0s first k', '60s reminder Still firing: k']);
    expect(clock.pendingTasks).toBe(0);
  });

  test('begins anew for a condition that was resolved and fires again', async () => {
    const { clock, source, lines } = stage();
    source.next(toldOf(clock, 'n1', ['k']));
    await clock.advance('10s');
    source.next(alertOf({ kind: 'condition', status: 'resolved' }));
    await clock.advance('40s');
    source.next(toldOf(clock, 'n2', ['k']));
    await clock.advance('60s');
    expect(lines()).toEqual(['0s first k', '50s first k', '110s reminder Still firing: k']);
  });

  test('waits for its next turn while something holds the condition back', async () => {
    let held = true;
    const { clock, source, lines } = stage(() => held);
    source.next(toldOf(clock, 'n1', ['k']));
    await clock.advance('130s');
    held = false;
    await clock.advance('60s');
    expect(lines()).toEqual(['0s first k', '180s reminder Still firing: k']);
  });

  test('gives every reminder an id of its own, also when one notification told of several conditions', async () => {
    const { clock, source, out } = stage();
    source.next(toldOf(clock, 'n1', ['k', 'l']));
    await clock.advance('125s');
    expect(out.map(({ title }) => title)).toEqual([
      'k,l',
      'Still firing: k',
      'Still firing: l',
      'Still firing: k',
      'Still firing: l',
    ]);
    expect(new Set(out.map(({ id }) => id)).size).toBe(5);
  });
});
