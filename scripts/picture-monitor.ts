import type { Channel } from '../src/domain/channel.js';
import type { Check } from '../src/domain/check.js';
import { DeliveryError } from '../src/domain/delivery-error.js';
import type { Monitor } from '../src/domain/monitor.js';
import type { ServiceConfig } from '../src/domain/service.js';
import { createMonitor } from '../src/runtime/create-monitor.js';
import { VirtualClock } from '../src/testing/virtual-clock.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Always the same day, so that a picture changes only with the page. */
const END = Date.UTC(2026, 2, 10, 14, 20);
const START = END - 30 * HOUR;

/** What a check answers from one time to another, in minutes before the end. */
interface Episode {
  readonly from: number;
  readonly to: number;
  readonly outcome: 'warn' | 'fail';
  readonly message: string;
}

interface Story extends Omit<ServiceConfig, 'check'> {
  /** Milliseconds that a check takes, more or less. */
  readonly latency: number;
  readonly well: string;
  readonly episodes?: readonly Episode[];
}

const fail = (from: number, to: number, message: string): Episode => ({ from, to, outcome: 'fail', message });
const warn = (from: number, to: number, message: string): Episode => ({ from, to, outcome: 'warn', message });

const STORIES: Readonly<Record<string, Story>> = {
  'payments-api': {
    latency: 48,
    well: '200 OK',
    labels: { team: 'payments', tier: '1' },
    dependsOn: ['postgres', 'ledger'],
    slowAfter: '400ms',
    episodes: [
      fail(1_260, 1_235, '503 Service Unavailable'),
      warn(640, 622, 'slow: took 612ms, more than 400ms'),
      fail(318, 300, '502 Bad Gateway'),
      fail(17, 0, '503 Service Unavailable'),
    ],
  },
  search: {
    latency: 130,
    well: '200 OK',
    labels: { team: 'search' },
    episodes: [warn(900, 870, '1 of 3 replicas lags by 9 s'), warn(41, 0, '1 of 3 replicas lags by 14 s')],
  },
  postgres: {
    latency: 6,
    well: 'primary, 2 replicas, lag 12 ms',
    labels: { team: 'platform', tier: '1' },
    maintenance: { days: ['sun'], start: '02:30', duration: '2h', reason: 'backups' },
  },
  ledger: { latency: 22, well: '200 OK', labels: { team: 'payments', tier: '1' } },
  checkout: {
    latency: 85,
    well: '200 OK',
    labels: { team: 'payments' },
    episodes: [fail(1_255, 1_240, 'connect ECONNREFUSED 10.0.4.17:8080')],
  },
  auth: { latency: 31, well: '200 OK', labels: { team: 'platform', tier: '1' } },
  'mail-gateway': {
    latency: 210,
    well: '220 ready',
    labels: { team: 'platform' },
    episodes: [fail(700, 640, 'connect ETIMEDOUT'), warn(500, 470, 'queue of 1,204 mails')],
  },
  'image-resizer': { latency: 64, well: '200 OK', labels: { team: 'web' } },
  website: {
    latency: 92,
    well: '200 OK',
    labels: { team: 'web', tier: '1' },
    episodes: [warn(322, 306, 'slow: took 1.2s, more than 800ms')],
  },
  'nightly-backup': { latency: 4, well: 'last one took 41 min', labels: { team: 'platform' } },
  recommendations: {
    latency: 160,
    well: '200 OK',
    labels: { team: 'search' },
    episodes: [fail(1_000, 996, '500 Internal Server Error'), fail(420, 404, '500 Internal Server Error')],
  },
  'disk /var': { latency: 1, well: 'disk /var 71% used (284 of 400 GiB)', labels: { team: 'platform' } },
};

/** A monitor with a day behind it, and the clock that it lived by, which stands still now. */
export async function pictureMonitor(): Promise<{ monitor: Monitor; clock: VirtualClock }> {
  const clock = new VirtualClock(START);
  const random = steadyRandom();
  const services: Record<string, ServiceConfig> = {};
  for (const [name, { latency, well, episodes, ...config }] of Object.entries(STORIES)) {
    services[name] = { every: '5m', ...config, check: checkOf({ latency, well, episodes }, clock, random) };
  }
  const monitor = createMonitor(
    {
      services,
      channels: {
        console: taking('console'),
        ops: { channel: taking('slack'), minSeverity: 'error' },
        mail: { channel: failingSince(clock, END - 30 * MINUTE), minSeverity: 'error', maxAttempts: 8 },
      },
      defaults: { failureThreshold: 2 },
    },
    { clock, random },
  );
  await monitor.start();
  await clock.advance(30 * HOUR - 15 * MINUTE);
  monitor.silences.add({
    match: { service: 'search', severity: 'warning' },
    for: '2h',
    by: 'ann',
    reason: 'the third replica is being rebuilt',
  });
  await clock.advance(6 * MINUTE);
  await monitor.alert({
    title: 'Certificate of mail.example.org expires in 6 days',
    severity: 'warning',
    category: 'system',
    kind: 'condition',
    key: 'certificate:mail.example.org',
  });
  monitor.incidents.acknowledge('certificate:mail.example.org', { by: 'bob', note: 'renewed tonight' });
  await clock.advance(9 * MINUTE);
  return { monitor, clock };
}

function checkOf(
  { latency, well, episodes = [] }: Pick<Story, 'latency' | 'well'> & { episodes: Story['episodes'] },
  clock: VirtualClock,
  random: () => number,
): Check {
  return async () => {
    const before = (END - clock.now()) / MINUTE;
    const episode = episodes.find(({ from, to }) => before <= from && before >= to);
    const wave = 1 + 0.25 * Math.sin(clock.now() / (3 * HOUR));
    const spread = (0.8 + 0.5 * random()) * (random() < 0.04 ? 3 : 1) * (episode ? 4 : 1);
    const took = Math.ceil(latency * wave * spread);
    await new Promise<void>((done) => clock.setTimeout(done, took));
    return episode === undefined ? { outcome: 'pass', message: well } : episode;
  };
}

function taking(kind: string): Channel {
  return { kind, send: async () => {} };
}

function failingSince(clock: VirtualClock, since: number): Channel {
  return {
    kind: 'email',
    async send() {
      if (clock.now() >= since) {
        throw new DeliveryError('connect ECONNREFUSED 10.0.0.25:587', { retryable: true });
      }
    },
  };
}

/** The same numbers each time, from 0 up to 1. */
function steadyRandom(): () => number {
  let state = 7;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
