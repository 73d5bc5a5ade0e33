// One life of a monitor, run from the built package until it is killed or comes to its end. It gets its settings as one
// line of JSON on its standard input, once it is loaded, and says what it does in lines of JSON on its standard output.
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import 'undici';
import { createMonitor, sqliteJournal, systemClock, webhookChannel } from '../../dist/src/index.js';

const SEVERITIES = ['info', 'warning', 'error', 'critical'];

/** Not through a stream: what was said has left the process when this returns, however soon it is killed. */
const say = (said, more) => writeSync(1, `${JSON.stringify({ said, ...more })}\n`);

const trouble = (fields, message) => {
  if (message !== 'delivery failed')
    say('trouble', { what: `${message}: ${fields.err?.stack ?? JSON.stringify(fields)}` });
};

const lines = createInterface(process.stdin);
// Whoever started it is gone: nobody would end it any more.
lines.once('close', () => process.exit(1));
const line = await new Promise((resolve) => lines.once('line', resolve));
process.stdin.unref();
const { life, path, url, durability, alerts, count, pauseMs, moodyFails, aheadMs, last } = JSON.parse(line);

const service = (check) => ({ check, every: '20ms', failureThreshold: 3, recoveryThreshold: 2 });
const monitor = createMonitor(
  {
    services: {
      steady: service(() => true),
      dead: service(() => false),
      moody: service(() => !moodyFails),
    },
    channels: { hook: webhookChannel({ url, headers: { 'x-life': String(life) } }) },
    alerts,
    journal: sqliteJournal(path, { durability }),
  },
  {
    clock: { ...systemClock, now: () => systemClock.now() + aheadMs },
    logger: { debug() {}, info() {}, warn: trouble, error: trouble },
  },
);

const asked = async (title, ask) => {
  try {
    const { id, outcome } = await ask();
    say('receipt', { id, outcome, title });
  } catch (error) {
    if (error.code !== 'ERR_STOPPED') say('trouble', { what: error.stack });
  }
};
const raise = (title, input) => asked(title, () => monitor.alert({ title, severity: 'error', ...input }));
const resolve = (key) => asked(`resolve ${key}`, () => monitor.resolve(key));
const event = (n) =>
  raise(`event ${life}.${n}`, { key: `event ${n % 8}`, severity: SEVERITIES[(n + (n >> 3)) % 4] });
const firing = () =>
  monitor.incidents.list().filter(({ key, status }) => key.startsWith('condition') && status === 'firing');

say('opening');
await monitor.start();
say('ready');

// Some of what earlier lives left firing; at the end all of it.
const left = firing().filter((_, i) => last || i % 2 === 0);
await Promise.all(left.map(({ key }) => resolve(key)));

for (let n = 0; n < count; ) {
  const burst = [];
  for (const end = Math.min(count, n + 1 + (n % 5)); n < end; n++) {
    burst.push(event(n));
    if (n % 6 === 0) {
      const title = `condition ${life}.${n}`;
      burst.push(raise(title, { key: title, kind: 'condition' }));
      // At once, before it is known that it fires.
      if (n % 12 === 0) burst.push(resolve(title));
    }
  }
  await Promise.all(burst);
  await sleep(pauseMs);
}

const settled = () =>
  monitor.channelStats().hook.pending === 0 &&
  monitor.service('moody').status === 'healthy' &&
  monitor.service('dead').status === 'unhealthy';
for (let i = 0; last && i < 2_000 && !settled(); i++) {
  await monitor.flush();
  await sleep(5);
}

// Nobody waits for these: they are given a receipt or refused.
if (!last) for (let n = count; n < count + 3; n++) event(n);
say('stopping');
await monitor.stop();
const { pending, sent, failedAttempts, abandoned } = monitor.channelStats().hook;
say('stopped', {
  totals: {
    raised: monitor.alertStats().raised,
    channel: { pending, sent, failedAttempts, abandoned },
    services: monitor.services().map(({ name, status, totalChecks, totalFailures, consecutiveFailures }) => {
      return { name, status, totalChecks, totalFailures, consecutiveFailures };
    }),
    incidents: monitor.incidents.list().map(({ key, status, told, count }) => ({ key, status, told, count })),
  },
});
lines.removeAllListeners('close');
