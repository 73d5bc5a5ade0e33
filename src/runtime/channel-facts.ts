import { testNotification } from '../channels/test-notification.js';
import { tryChannel } from '../channels/try-channel.js';
import type { ResolvedChannel } from '../config/resolve-config.js';
import type { ChannelTest } from '../domain/channel-test.js';
import type { Clock } from '../domain/clock.js';
import { DeliveryError } from '../domain/delivery-error.js';
import type { ChannelSettings } from '../domain/settings.js';
import { TocsinError } from '../domain/tocsin-error.js';

/** What can be asked of the configured channels, past their sinks. */
export class ChannelFacts {
  readonly #channels: () => ReadonlyMap<string, ResolvedChannel>;
  readonly #clock: Clock;
  readonly #newId: () => string;

  /** @param channels as they are configured now */
  constructor(channels: () => ReadonlyMap<string, ResolvedChannel>, clock: Clock, newId: () => string) {
    this.#channels = channels;
    this.#clock = clock;
    this.#newId = newId;
  }

  settings(): Record<string, ChannelSettings> {
    return Object.fromEntries([...this.#channels()].map(([name, channel]) => [name, settingsOf(channel)]));
  }

  async test(name: string): Promise<ChannelTest> {
    const channels = this.#channels();
    const channel = channels.get(name);
    if (channel === undefined) {
      const names = [...channels.keys()].join(', ');
      throw new TocsinError('ERR_UNKNOWN_CHANNEL', `there is no channel '${name}'; there are ${names}`);
    }
    const notification = testNotification({}, `test-${this.#newId()}`, this.#clock.now());
    const outcome = await tryChannel(name, channel, notification, this.#clock);
    if (!outcome.ok) {
      const { message, retryable } = outcome.failure;
      throw new DeliveryError(message, { retryable });
    }
    return { latencyMs: outcome.latencyMs, problems: outcome.problems };
  }
}

function settingsOf({ channel, ...settings }: ResolvedChannel): ChannelSettings {
  const { enabled, minSeverity, categories, timeoutMs, maxAttempts } = settings;
  return {
    kind: channel.kind,
    enabled,
    ...(minSeverity === undefined ? {} : { minSeverity }),
    ...(categories === undefined ? {} : { categories }),
    timeoutMs,
    maxAttempts,
  };
}
