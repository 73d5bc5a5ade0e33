import type { Outcome } from '../../../src/domain/check.js';
import type { RecordedEvent } from '../../../src/domain/events.js';
import type { Monitor } from '../../../src/domain/monitor.js';
import type { Severity } from '../../../src/domain/severity.js';
import type { Journal } from '../../../src/journal/journal.js';
import { memoryJournal } from '../../../src/journal/memory-journal.js';
import type { Snapshot } from '../../../src/journal/snapshot.js';
import { createMonitor } from '../../../src/runtime/create-monitor.js';
import { SNAPSHOT_VERSION } from '../../../src/runtime/snapshot-state.js';
import { type RecordingChannel, recordingChannel } from '../../../src/testing/recording-channel.js';
import { VirtualClock } from '../../../src/testing/virtual-clock.js';
import type { GoldenConfig } from './golden-file.js';

/** A Monday, midnight. */
export const BEGIN = Date.UTC(2026, 0, 5);

/** More than the story needs, so that nothing is forgotten. */
const ROOM = { maxEvents: 1_000_000 };

/** Time stands still while a check or a send runs; how long it took is told by the monotonic time. */
class ScriptedClock extends VirtualClock {
  #spent = 0;
  #turns = 0;

  /** Passes some time, another one at each call, with three digits after the point. */
  spend(): void {
    this.#spent += Math.round(Math.abs(Math.sin(++this.#turns)) * 250_000) / 1_000;
  }

  monotonic(): number {
    return this.now() - BEGIN + this.#spent;
  }
}

/** What a check answers. */
interface Answer {
  readonly outcome: Outcome;
  readonly message?: string;
  readonly data?: object;
}

/** A channel that records, and tells of something amiss if it is told to. */
interface ScriptedChannel extends RecordingChannel {
  problem: string | undefined;
}

/** One virtual time, one journal, channels that outlive monitors, and one monitor after another. */
export class GoldenWorld {
  readonly clock = new ScriptedClock(BEGIN);
  readonly channels: Readonly<Record<string, ScriptedChannel>>;
  readonly #checks = new Map<string, () => Answer>();
  readonly #answers = new Map<string, Answer>();
  readonly #config: GoldenConfig;
  #journal = memoryJournal(ROOM);
  #monitor: Monitor | undefined;
  #lives = 0;

  constructor(config: GoldenConfig) {
    this.#config = config;
    this.channels = Object.fromEntries(
      Object.keys(config.channels).map((name) => [name, this.#scriptedChannel()]),
    );
  }

  get journal(): Journal {
    return this.#journal;
  }

  /** The monitor that runs. */
  get monitor(): Monitor {
    if (this.#monitor === undefined) throw new Error('no monitor was begun');
    return this.#monitor;
  }

  channel(name: string): ScriptedChannel {
    const channel = this.channels[name];
    if (channel === undefined) throw new Error(`there is no channel ${name}`);
    return channel;
  }

  /** Begins the next run, with what the configuration says and other services besides. */
  async begin(others: GoldenConfig['services'] = {}): Promise<void> {
    const life = ++this.#lives;
    let ids = 0;
    this.#monitor = createMonitor(
      { ...this.#watched(others), journal: this.#journal },
      { clock: this.clock, random: () => 0.5, newId: () => `run${life}-${++ids}` },
    );
    await this.monitor.alert({ title: `run ${life} began`, severity: 'debug', source: 'story' });
    await this.monitor.flush();
  }

  /** Goes on under other rules for alerts, and then under those of the configuration again. */
  async changeRulesForAWhile(alerts: GoldenConfig['alerts'], ms: number): Promise<void> {
    const { alerts: own, ...rest } = this.#watched({});
    await this.monitor.reconfigure({ ...rest, alerts: { ...own, ...alerts } });
    await this.pass(ms);
    await this.monitor.reconfigure({ ...rest, alerts: own });
  }

  /** Ends the run as it should end. */
  async stop(): Promise<void> {
    await this.monitor.stop();
  }

  /** Ends the run as if the process had been killed: what its monitor does from now on leaves no trace. */
  async crash(): Promise<void> {
    const events = await this.events();
    const snapshot = await this.snapshot();
    await this.monitor.stop();
    this.#journal = memoryJournal(ROOM);
    await this.#journal.append(events);
    if (snapshot !== undefined) await this.#journal.snapshots?.save(snapshot);
  }

  async events(): Promise<RecordedEvent[]> {
    const events: RecordedEvent[] = [];
    for await (const event of this.#journal.read()) events.push(event);
    return events;
  }

  async snapshot(): Promise<Snapshot | undefined> {
    return this.#journal.snapshots?.load(SNAPSHOT_VERSION);
  }

  checkOf(name: string): () => Answer {
    return () => {
      this.clock.spend();
      return this.#answers.get(name) ?? { outcome: 'pass' };
    };
  }

  /** Has a service checked once or more often, with a minute in between. */
  async check(name: string, outcome: Outcome, more: Omit<Answer, 'outcome'> = {}, times = 1): Promise<void> {
    for (let i = 0; i < times; i++) {
      if (i > 0) await this.pass(60_000);
      this.#answers.set(name, { outcome, ...more });
      await this.monitor.check(name);
    }
  }

  /** Checks all services every half an hour, as they answered last. */
  async watch(hours: number): Promise<void> {
    for (let i = 0; i < hours * 2; i++) {
      await this.clock.advance('30m');
      await this.monitor.checkAll();
    }
  }

  /** Raises alerts of one title, a tenth of a second apart. */
  async alert(title: string, severity: Severity, more: object = {}, times = 1): Promise<void> {
    for (let i = 0; i < times; i++) {
      if (i > 0) await this.pass(100);
      await this.monitor.alert({ title, severity, key: title, ...more });
    }
  }

  async pass(ms: number): Promise<void> {
    await this.clock.advance(ms);
    await this.monitor.flush();
  }

  /** What is watched and told, with checks and channels as the story has them. */
  #watched(others: GoldenConfig['services']) {
    const { alerts, services, channels } = this.#config;
    return {
      alerts,
      services: Object.fromEntries(
        Object.entries({ ...services, ...others }).map(([name, service]) => [
          name,
          { ...service, check: this.#check(name) },
        ]),
      ),
      channels: Object.fromEntries(
        Object.entries(channels).map(([name, channel]) => [
          name,
          { ...channel, channel: this.channel(name) },
        ]),
      ),
    };
  }

  /** The same check each time it is asked for: a service goes on with the one it has. */
  #check(name: string): () => Answer {
    const known = this.#checks.get(name) ?? this.checkOf(name);
    this.#checks.set(name, known);
    return known;
  }

  #scriptedChannel(): ScriptedChannel {
    const { clock } = this;
    const recording = recordingChannel();
    const channel: ScriptedChannel = {
      ...recording,
      problem: undefined,
      async send(notification, context) {
        clock.spend();
        if (channel.problem !== undefined) context.report?.(channel.problem);
        await recording.send(notification, context);
      },
    };
    return channel;
  }
}
