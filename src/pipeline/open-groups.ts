import type { Clock } from '../domain/clock.js';
import type { NotificationReason } from '../domain/notification.js';
import { groupNotification } from './compose-notification.js';
import { DelayLine } from './delay-line.js';
import type { GroupsInTime } from './group-state.js';
import { type AlertItem, type PipelineItem, suppress } from './item.js';
import { conditionsOf, newestOf, type OpenGroup, openGroup, owedBy, sampleOf, settle } from './open-group.js';

export type Emit = (item: PipelineItem) => void;

/** How open groups are kept, told and closed. */
export interface OpenGroupsRules {
  readonly windowMs: number;
  readonly waitMs: number;
  readonly summarizeAfter: number;
  /** Whether a group closes at its window's end even if it had something to tell. */
  readonly closing: boolean;
  /** The name that a group goes by; no two have the same. */
  readonly nameOf: (open: OpenGroup) => string;
}

/** The groups that are open, and what they tell when their time has come. */
export class OpenGroups {
  readonly #rules: OpenGroupsRules;
  readonly #clock: Clock;
  readonly #emit: Emit;
  readonly #open = new Map<string, OpenGroup>();
  readonly #windows: DelayLine<OpenGroup>;
  readonly #waits: DelayLine<OpenGroup>;

  constructor(rules: OpenGroupsRules, clock: Clock, emit: Emit) {
    this.#rules = rules;
    this.#clock = clock;
    this.#emit = emit;
    this.#waits = new DelayLine(clock, rules.waitMs, (open) => this.#endWait(open));
    this.#windows = new DelayLine(clock, rules.windowMs, (open) => {
      // What ends at the same instant ends in the same order, whichever timer was set first.
      this.#waits.handDue();
      this.#endWindow(open);
    });
  }

  get size(): number {
    return this.#open.size;
  }

  get(name: string): OpenGroup | undefined {
    return this.#open.get(name);
  }

  /** Opens a group for an alert. */
  open(key: string, opener: string): OpenGroup {
    const open = openGroup(key, opener, this.#clock.now(), this.#rules.windowMs);
    this.#open.set(this.#rules.nameOf(open), open);
    this.#windows.add(open);
    return open;
  }

  /** Lets a group wait for company before it tells its first. */
  wait(open: OpenGroup): void {
    open.phase = 'waiting';
    this.#waits.add(open);
  }

  tell(open: OpenGroup, reason: NotificationReason): void {
    const sample = sampleOf(open);
    const latest = sample[sample.length - 1];
    if (latest === undefined || reason === 'reminder' || reason === 'resolved') return;
    const { opener, key: groupKey, owed: count, total, openedAt, windowMs, owedSeverity: severity } = open;
    const id = `${opener}-${++open.notifications}`;
    const at = this.#clock.now();
    const tells = conditionsOf(open);
    const notification = groupNotification(
      { id, at, reason, groupKey, count, total, sample, openedAt, windowMs, severity },
      latest,
    );
    // What brings the total to the mark is told by whatever comes first; a digest alone does not stand for it.
    if (reason !== 'digest' && total >= this.#rules.summarizeAfter) open.repeated = true;
    settle(open);
    this.#emit({ type: 'notification', notification, tells });
  }

  /** A condition is over: one that was told takes along what its group owes and closes it. */
  resolve(open: OpenGroup, item: AlertItem, told: boolean): void {
    const { key } = item.alert;
    if (told) {
      this.#close(open);
      open.conditions?.delete(key);
      return this.#emit({ ...item, owed: owedBy(open) });
    }
    this.forget(open, key);
    this.#emit(item);
  }

  /** Takes an untold condition out of what a group waits to tell, and closes a group with nothing else to tell. */
  forget(open: OpenGroup, key: string): void {
    open.conditions?.delete(key);
    const others = open.owesEvents || (open.conditions !== undefined && open.conditions.size > 0);
    if (open.phase === 'told' || others) return;
    this.#close(open);
    for (const item of newestOf(open)) {
      // Throttled ones have their reason already.
      if (item.suppressed === undefined) this.#emit(suppress(item, 'untold'));
    }
  }

  /** Tells what is owed without waiting for its time. */
  flush(): void {
    for (const open of this.#open.values()) {
      if (open.owed > 0) this.tell(open, open.phase === 'waiting' ? 'first' : 'digest');
    }
    this.clear();
  }

  clear(): void {
    this.#windows.clear();
    this.#waits.clear();
    this.#open.clear();
  }

  /** The open groups as they are. */
  inTime(): GroupsInTime {
    return {
      groups: [...this.#open.values()],
      windows: this.#windows.waiting().filter(({ value }) => !value.closed),
      waits: this.#waits.waiting().filter(({ value }) => !value.closed),
    };
  }

  /** Takes in groups of an earlier time; their deadlines stay as they were. */
  restore({ groups, windows, waits }: GroupsInTime): void {
    for (const open of groups) this.#open.set(this.#rules.nameOf(open), open);
    for (const { value, due } of windows) this.#windows.add(value, due);
    for (const { value, due } of waits) this.#waits.add(value, due);
  }

  #endWait(open: OpenGroup): void {
    if (!open.closed && open.phase === 'waiting') this.tell(open, 'first');
  }

  #endWindow(open: OpenGroup): void {
    if (open.closed) return;
    if (open.owed === 0) return this.#close(open);
    const waits = open.phase === 'waiting';
    // Before it tells: who hears it may end the stream, and then nothing may be left.
    if (this.#rules.closing && !waits) this.#close(open);
    else this.#windows.add(open);
    if (!waits) this.tell(open, 'digest');
    // Only now: what it told was of the window before, which other rules may have begun.
    open.windowMs = this.#rules.windowMs;
  }

  #close(open: OpenGroup): void {
    open.closed = true;
    this.#open.delete(this.#rules.nameOf(open));
  }
}
