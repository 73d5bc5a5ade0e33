import { groupBy, mergeMap, Subject, throttleTime } from 'rxjs';
import { type Alert, createMonitor, memoryJournal, systemClock } from 'tocsin';
import { group, throttle } from 'tocsin/operators';
import { VirtualClock } from 'tocsin/testing';
import { best, heapUsed, timed } from './support/measure.js';
import { figure, heading, ratio, size } from './support/report.js';

const quiet = { kind: 'quiet', send: async () => {} };

function alertOf(i: number, keys: number): Alert {
  const key = `system:Disk full on host ${i % keys}`;
  return {
    id: `run-${i.toString(36)}`,
    at: 0,
    key,
    kind: 'event',
    status: 'firing',
    title: key,
    message: 'no space left on device',
    severity: 'error',
    category: 'system',
    data: {},
    labels: {},
  };
}

/** Operators alone, beside plain RxJS that throttles by key. */
async function operators(keys: number): Promise<void> {
  const count = size(1_000_000, 20_000);
  const alerts = Array.from({ length: count }, (_, i) => alertOf(i, keys));
  const ours = await best(3, () => {
    const source = new Subject<Alert>();
    const clock = new VirtualClock();
    const subscription = source
      .pipe(throttle({ limit: 10, window: '1m' }, clock), group({ window: '1m', summarizeAfter: 3 }, clock))
      .subscribe();
    return timed(() => {
      for (const alert of alerts) source.next(alert);
      subscription.unsubscribe();
    });
  });
  const plain = await best(3, () => {
    const source = new Subject<Alert>();
    const clock = new VirtualClock();
    const subscription = source
      .pipe(
        groupBy(({ key }) => key),
        mergeMap((one) => one.pipe(throttleTime(60_000, clock))),
      )
      .subscribe();
    return timed(() => {
      for (const alert of alerts) source.next(alert);
      subscription.unsubscribe();
    });
  });
  heading(
    `operators alone, ${count.toLocaleString('en-US')} alerts over ${keys.toLocaleString('en-US')} keys`,
  );
  figure('throttle + group', count / ours, 'alerts/ms');
  figure('plain groupBy + throttleTime', count / plain, 'alerts/ms');
  ratio('time beside plain RxJS', ours / plain, 'at most 1');
}

/** `monitor.alert()` awaited in batches through the whole graph. */
async function wholeGraph(keys: number): Promise<number> {
  const count = size(1_000_000, 20_000);
  const inputs = Array.from({ length: Math.min(keys, count) }, (_, i) => ({
    title: `Disk full on host ${i}`,
    message: 'no space left on device',
    severity: 'error' as const,
  }));
  const stringify = await best(3, () => {
    const alert = alertOf(7, keys);
    let bytes = 0;
    return timed(() => {
      for (let i = 0; i < count; i++) bytes += JSON.stringify(alert).length;
      return bytes;
    });
  });
  const clock = new VirtualClock(systemClock.now());
  const monitor = createMonitor({ channels: { quiet }, journal: memoryJournal() }, { clock });
  await monitor.start();
  await monitor.alert({ title: 'warm-up', severity: 'error' });
  const before = heapUsed();
  const ms = await timed(async () => {
    for (let sent = 0; sent < count; ) {
      const batch: Promise<unknown>[] = [];
      for (let i = 0; i < 1_000 && sent < count; i++, sent++) {
        const input = inputs[sent % inputs.length];
        if (input !== undefined) batch.push(monitor.alert(input));
      }
      await Promise.all(batch);
    }
  });
  await monitor.flush();
  await clock.advance('5m');
  await monitor.flush();
  const left = heapUsed() - before;
  await monitor.stop();
  heading(
    `monitor.alert(), ${count.toLocaleString('en-US')} alerts over ${keys.toLocaleString('en-US')} keys`,
  );
  figure('through the whole graph', count / ms, 'alerts/ms');
  figure('JSON.stringify of the same alerts', count / stringify, 'alerts/ms');
  ratio('rate beside JSON.stringify', stringify / ms, 'at least 0.33');
  figure('heap left after the windows closed', left / 2 ** 20, 'MB (aim: at most 5)');
  return ms;
}

await operators(1_000);
await operators(100_000);
const few = await wholeGraph(1_000);
await wholeGraph(10_000);
const many = await wholeGraph(100_000);
heading('flatness');
ratio('rate at 100 000 keys beside 1 000 keys', few / many, 'at least 0.33');
