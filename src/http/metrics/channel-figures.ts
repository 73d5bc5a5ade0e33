import { Histogram, type Registry } from 'prom-client';
import type { ChannelStats } from '../../domain/channel.js';
import type { RecordedEvent } from '../../domain/events.js';
import type { Monitor } from '../../domain/monitor.js';
import { askedCounter, askedGauge, stateSet } from './asked-figure.js';
import type { IsRecovered } from './is-recovered.js';
import { LabelNames, OTHER } from './label-names.js';
import { DURATION_BUCKETS, secondsOf } from './seconds.js';

/** Channels beyond this many are counted together. */
const MOST_CHANNELS = 100;

type Circuit = 'closed' | 'open' | 'half_open';

const CIRCUITS: readonly Circuit[] = ['closed', 'open', 'half_open'];

/** How the channels take what they are sent. */
export function addChannelFigures(
  registry: Registry,
  monitor: Monitor,
  isRecovered: IsRecovered,
): (event: RecordedEvent) => void {
  const names = new LabelNames(MOST_CHANNELS);
  const diverted = new Map<string, number>();

  function each(tell: (channel: string, stats: ChannelStats) => void): void {
    for (const [name, stats] of Object.entries(monitor.channelStats())) tell(names.of(name), stats);
  }

  askedCounter(registry, {
    name: 'tocsin_deliveries_total',
    help: 'Attempts that succeeded or failed; notifications that were given up or handed to the fallback meanwhile.',
    labels: ['channel', 'outcome'],
    ask(add) {
      if (!isRecovered()) return;
      each((channel, { sent, failedAttempts, abandoned }) => {
        add({ channel, outcome: 'succeeded' }, sent);
        add({ channel, outcome: 'failed' }, failedAttempts);
        add({ channel, outcome: 'abandoned' }, abandoned);
        add({ channel, outcome: 'diverted' }, 0);
      });
      for (const [channel, count] of diverted) add({ channel, outcome: 'diverted' }, count);
    },
  });
  const durations = new Histogram({
    name: 'tocsin_delivery_duration_seconds',
    help: 'How long attempts to deliver took.',
    labelNames: ['channel'],
    buckets: [...DURATION_BUCKETS],
    registers: [registry],
  });
  askedGauge(registry, {
    name: 'tocsin_deliveries_pending',
    help: 'Notifications that wait for a channel or are under way.',
    labels: ['channel'],
    ask: (add) => each((channel, { pending }) => add({ channel }, pending)),
  });
  askedGauge(registry, {
    name: 'tocsin_channel_circuit',
    help: 'The circuit of a channel: 1 for the state it is in, 0 for the others.',
    labels: ['channel', 'state'],
    ask: (add) =>
      each((channel, { circuit }) => {
        if (channel === OTHER) return;
        const is = circuit === 'halfOpen' ? 'half_open' : circuit;
        stateSet(CIRCUITS, is, (state, value) => add({ channel, state }, value));
      }),
  });
  askedGauge(registry, {
    name: 'tocsin_channel_last_success_timestamp_seconds',
    help: 'When a channel last took a notification, in seconds since 1970.',
    labels: ['channel'],
    ask: (add) =>
      each((channel, { lastSentAt }) => {
        if (channel !== OTHER && lastSentAt !== undefined) add({ channel }, lastSentAt / 1_000);
      }),
  });

  return (event) => {
    if (event.type === 'delivery.diverted') {
      const channel = names.of(event.subject);
      diverted.set(channel, (diverted.get(channel) ?? 0) + 1);
    } else if (event.type === 'delivery.succeeded' || event.type === 'delivery.failed') {
      const { latencyMs } = event.data;
      if (latencyMs !== undefined)
        durations.observe({ channel: names.of(event.subject) }, secondsOf(latencyMs));
    }
  };
}
