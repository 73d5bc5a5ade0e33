import { copyFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AlertStats } from '../../../src/domain/alert-stats.js';
import type { ChannelStats } from '../../../src/domain/channel.js';
import type { HistoryPoint, HistorySpan, Uptime } from '../../../src/domain/history.js';
import type { Incident } from '../../../src/domain/incident.js';
import type { AlertsConfig, ChannelConfig } from '../../../src/domain/monitor-config.js';
import type { ServiceConfig, ServiceState } from '../../../src/domain/service.js';
import type { RawEvent } from '../../../src/journal/decode-event.js';

/** Where the golden journals are kept. */
export const GOLDEN = fileURLToPath(new URL('./', import.meta.url));

/** The configuration of the last run, free of functions. The rules for alerts were the same in all runs. */
export interface GoldenConfig {
  readonly alerts: AlertsConfig;
  readonly services: Readonly<Record<string, Omit<ServiceConfig, 'check'>>>;
  readonly channels: Readonly<Record<string, Omit<ChannelConfig, 'channel'>>>;
}

/** One attempt that a channel owes after the last run. */
export interface OwedAttempt {
  readonly notificationId: string;
  /** Which attempt comes next, from 1. */
  readonly attempt: number;
  readonly idempotencyKey: string;
}

/** What the monitor of the last run said of itself just before it died; read from it, not from the journal. */
export interface GoldenState {
  /** When that was, epoch milliseconds: the time of the last event. */
  readonly now: number;
  readonly services: Readonly<Record<string, ServiceState>>;
  readonly incidents: readonly Incident[];
  /** The matchers as JSON. */
  readonly silences: readonly object[];
  readonly alertStats: AlertStats;
  /** Without the circuit, which does not outlive a run. */
  readonly channelStats: Readonly<Record<string, Omit<ChannelStats, 'circuit'>>>;
  /** What waits for each channel, in the order in which it is to be sent. */
  readonly owed: Readonly<Record<string, readonly OwedAttempt[]>>;
  readonly history: readonly {
    readonly service: string;
    readonly span: HistorySpan;
    readonly points: readonly HistoryPoint[];
  }[];
  readonly uptime: { readonly service: string; readonly uptime: Uptime };
}

/** What is known of a golden journal: all that its file must give back. */
export interface GoldenJournal {
  readonly config: GoldenConfig;
  readonly snapshot: { readonly position: number; readonly version: string };
  readonly state: GoldenState;
  readonly events: readonly RawEvent[];
}

/** The versions that are kept, oldest first. */
export function goldenVersions(): number[] {
  return readdirSync(GOLDEN)
    .flatMap((file) => /^v(\d+)\.db$/.exec(file)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}

/** What was written down when the journal was made. */
export function goldenJournal(version: number): GoldenJournal {
  return JSON.parse(readFileSync(join(GOLDEN, `v${version}.json`), 'utf8'));
}

/**
 * What the journal must give today: what was written down, but for those of its parts that `v<version>.expected.json`
 * holds.
 */
export function expectedOf(version: number): GoldenJournal {
  const path = join(GOLDEN, `v${version}.expected.json`);
  const changed: Partial<GoldenJournal> = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
  return { ...goldenJournal(version), ...changed };
}

/** Copies the kept file, which itself is never opened, and gives the path of the copy. */
export function copyGolden(version: number, folder: string, name: string): string {
  const path = join(folder, `${name}.db`);
  copyFileSync(join(GOLDEN, `v${version}.db`), path);
  return path;
}
