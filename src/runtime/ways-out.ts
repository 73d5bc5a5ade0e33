import { consoleChannel } from '../channels/console-channel.js';
import type { ResolvedChannel } from '../config/resolve-config.js';
import type { Channel } from '../domain/channel.js';

/** The ways out. */
export interface WaysOut {
  readonly channels: ReadonlyMap<string, ResolvedChannel>;
  /** Who takes what another channel gave up. */
  readonly fallback: readonly string[];
}

/** The channel that everything falls back to. */
export const CONSOLE = 'console';

/**
 * The channel of a name; none for one that is disabled or no longer configured. The console is there to fall back to even
 * if nobody configured it.
 */
export function wayOut({ channels }: WaysOut, name: string): Channel | undefined {
  const configured = channels.get(name);
  if (configured === undefined) return name === CONSOLE ? consoleChannel() : undefined;
  return configured.enabled ? configured.channel : undefined;
}
