import type { OperatorFunction } from 'rxjs';
import type { Alert } from '../domain/alert.js';
import type { Clock } from '../domain/clock.js';
import { type Duration, parseDuration } from '../domain/duration.js';
import { GROUP_SAMPLE, type NotificationReason } from '../domain/notification.js';
import { compareSeverity, higherSeverity, type Severity } from '../domain/severity.js';
import { groupNotification } from './compose-notification.js';
import { type ConditionsView, NO_CONDITIONS } from './conditions.js';
import { DelayLine } from './delay-line.js';
import { type GroupBy, groupKeyOf } from './group-key.js';
import { type AlertItem, type PipelineInput, type PipelineItem, suppress } from './item.js';
import { stage } from './stage.js';

export interface GroupOptions {
  /** What makes alerts one group. Default `['key']`. */
  readonly by?: GroupBy;
  /** How long the first alert waits for company before it is told. Default 0. */
  readonly wait?: Duration;
  /** How often a group tells what it counted, from its opening on. Default 1 min. */
  readonly window?: Duration;
  /** At how many alerts a group says that it repeats. Default 3. */
  readonly summarizeAfter?: number;
}

/**
 * Stage 6: collects similar alerts and tells of them a few times, accounting for every one.
 *
 * - The first alert opens a group and is told at once (`first`), or after `wait` together with what came meanwhile.
 * - When the group's total reaches `summarizeAfter`: one `repeated`. After that alerts are only counted.
 * - At each window end, counted from the opening: one `digest` if any are not yet told, else the group closes.
 * - An alert more severe than all told so far is told at once (`escalated`).
 * - Throttled alerts are counted and never told by themselves; one that finds no group opens it silently.
 * - A resolution takes along what its group still owed and closes it. If the condition had not been told, what waited
 *   for it is suppressed with reason `untold`.
 *
 * Over a closed group the counts of its notifications add up to the alerts that came in. Horizon: as long as a group
 * stays open; `window` after its last alert.
 *
 * @param options the rules, or `false` to tell of each alert by itself
 * @example alerts$.pipe(group({ window: '1m', summarizeAfter: 3 }, clock))
 */
export function group(
  options: GroupOptions | false,
  clock: Clock,
  conditions: ConditionsView = NO_CONDITIONS,
): OperatorFunction<PipelineInput, PipelineItem> {
  return stage((emit) => {
    const groups =
      options === false ? new Singles(clock, emit) : new Groups(options, clock, conditions, emit);
    return {
      next(item) {
        if (item.type !== 'alert') emit(item);
        else if (item.alert.status === 'resolved') groups.resolve(item);
        else if (item.suppressed === undefined) groups.add(item);
        else if (item.suppressed === 'throttled') groups.count(item);
        else emit(item);
      },
      complete: () => groups.flush(),
      stop: () => groups.clear(),
    };
  });
}

type Emit = (item: PipelineItem) => void;

/** A group that is open. */
interface OpenGroup {
  readonly key: string;
  readonly openedAt: number;
  /** The alert that opened it; the ids of its notifications are made from it. */
  readonly opener: string;
  /** `silent`: only throttled alerts so far; `waiting`: the first is due after `wait`; `told`: somebody was told. */
  phase: 'silent' | 'waiting' | 'told';
  closed: boolean;
  total: number;
  /** Alerts not told yet: how many, the newest of them, their highest severity, the conditions among them. */
  owed: number;
  items: AlertItem[];
  owedSeverity: Severity;
  conditions: Set<string> | undefined;
  /** Whether events are among them, which nothing resolves. */
  owesEvents: boolean;
  /** The highest severity told so far. */
  toldSeverity: Severity;
  repeated: boolean;
  notifications: number;
}

class Groups {
  readonly #keyOf: (alert: Alert) => string;
  readonly #summarizeAfter: number;
  readonly #clock: Clock;
  readonly #conditions: ConditionsView;
  readonly #emit: Emit;
  readonly #open = new Map<string, OpenGroup>();
  readonly #windowMs: number;
  readonly #windows: DelayLine<OpenGroup>;
  readonly #waits: DelayLine<OpenGroup> | undefined;

  constructor(options: GroupOptions, clock: Clock, conditions: ConditionsView, emit: Emit) {
    this.#keyOf = groupKeyOf(options.by ?? ['key']);
    this.#summarizeAfter = options.summarizeAfter ?? 3;
    this.#clock = clock;
    this.#conditions = conditions;
    this.#emit = emit;
    const wait = parseDuration(options.wait ?? 0);
    this.#windowMs = parseDuration(options.window ?? '1m');
    this.#windows = new DelayLine(clock, this.#windowMs, (open) => this.#endWindow(open));
    this.#waits = wait === 0 ? undefined : new DelayLine(clock, wait, (open) => this.#endWait(open));
  }

  add(item: AlertItem): void {
    const { alert } = item;
    const open = this.#collect(item);
    const reason = this.#reasonToTell(open, alert.severity);
    this.#emit({ type: 'alert', alert, outcome: reason === undefined ? 'grouped' : 'notified' });
    if (reason !== undefined) this.#tell(open, reason);
  }

  count(item: AlertItem): void {
    this.#collect(item);
    this.#emit(item);
  }

  resolve(item: AlertItem): void {
    const { alert } = item;
    const open = this.#open.get(this.#keyOf(alert));
    // A flapping service's resolution is held back like its firing, so its group goes on.
    if (open === undefined || item.suppressed === 'flapping') return this.#emit(item);
    if (this.#conditions.firing(alert.key)?.told === true) {
      this.#close(open);
      open.conditions?.delete(alert.key);
      const tells = [...(open.conditions ?? [])];
      const { key: groupKey, owed: count, total, owedSeverity: severity } = open;
      const owed = { groupKey, count, total, sample: sampleOf(open), severity, tells };
      return this.#emit({ ...item, owed });
    }
    this.#forget(open, alert.key);
    this.#emit(item);
  }

  flush(): void {
    for (const open of this.#open.values()) {
      if (open.owed > 0) this.#tell(open, open.phase === 'waiting' ? 'first' : 'digest');
    }
    this.clear();
  }

  clear(): void {
    this.#windows.clear();
    this.#waits?.clear();
    this.#open.clear();
  }

  #collect(item: AlertItem): OpenGroup {
    const { alert } = item;
    const key = this.#keyOf(alert);
    let open = this.#open.get(key);
    if (open === undefined) {
      open = {
        key,
        openedAt: this.#clock.now(),
        opener: alert.id,
        phase: 'silent',
        closed: false,
        total: 0,
        owed: 0,
        items: [],
        owedSeverity: 'debug',
        conditions: undefined,
        owesEvents: false,
        toldSeverity: 'debug',
        repeated: false,
        notifications: 0,
      };
      this.#open.set(key, open);
      this.#windows.add(open);
    }
    open.total++;
    // In a circle: in a storm the newest take the places of the oldest.
    open.items[open.owed % GROUP_SAMPLE] = item;
    open.owed++;
    open.owedSeverity = higherSeverity(open.owedSeverity, alert.severity);
    if (alert.kind === 'condition') {
      open.conditions ??= new Set();
      open.conditions.add(alert.key);
    } else open.owesEvents = true;
    return open;
  }

  #reasonToTell(open: OpenGroup, severity: Severity): NotificationReason | undefined {
    if (open.phase === 'silent') {
      if (this.#waits === undefined) return 'first';
      open.phase = 'waiting';
      this.#waits.add(open);
      return undefined;
    }
    if (open.phase === 'waiting') return undefined;
    if (compareSeverity(severity, open.toldSeverity) > 0) return 'escalated';
    return !open.repeated && open.total >= this.#summarizeAfter ? 'repeated' : undefined;
  }

  #endWait(open: OpenGroup): void {
    if (!open.closed && open.phase === 'waiting') this.#tell(open, 'first');
  }

  #endWindow(open: OpenGroup): void {
    if (open.closed) return;
    if (open.owed === 0) return this.#close(open);
    // Before it tells: who hears it may end the stream, and then nothing may be left.
    this.#windows.add(open);
    if (open.phase !== 'waiting') this.#tell(open, 'digest');
  }

  #tell(open: OpenGroup, reason: NotificationReason): void {
    const sample = sampleOf(open);
    const latest = sample[sample.length - 1];
    if (latest === undefined || reason === 'reminder' || reason === 'resolved') return;
    const tells = open.conditions === undefined ? [] : [...open.conditions];
    const notification = groupNotification(
      {
        id: `${open.opener}-${++open.notifications}`,
        at: this.#clock.now(),
        reason,
        groupKey: open.key,
        count: open.owed,
        total: open.total,
        sample,
        openedAt: open.openedAt,
        windowMs: this.#windowMs,
        severity: open.owedSeverity,
      },
      latest,
    );
    open.phase = 'told';
    open.toldSeverity = higherSeverity(open.toldSeverity, open.owedSeverity);
    // What brings the total to the mark is told by whatever comes first; a digest alone does not stand for it.
    if (reason !== 'digest' && open.total >= this.#summarizeAfter) open.repeated = true;
    open.owed = 0;
    open.items = [];
    open.owedSeverity = 'debug';
    open.conditions = undefined;
    open.owesEvents = false;
    this.#emit({ type: 'notification', notification, tells });
  }

  /** Takes an untold condition out of what a group waits to tell, and closes a group with nothing else to tell. */
  #forget(open: OpenGroup, key: string): void {
    open.conditions?.delete(key);
    const others = open.owesEvents || (open.conditions !== undefined && open.conditions.size > 0);
    if (open.phase === 'told' || others) return;
    this.#close(open);
    for (const item of newestOf(open)) {
      // Throttled ones have their reason already.
      if (item.suppressed === undefined) this.#emit(suppress(item, 'untold'));
    }
  }

  #close(open: OpenGroup): void {
    open.closed = true;
    this.#open.delete(open.key);
  }
}

/** What is kept of the alerts not told yet, newest last. */
function newestOf({ items, owed }: OpenGroup): AlertItem[] {
  const oldest = owed > GROUP_SAMPLE ? owed % GROUP_SAMPLE : 0;
  return oldest === 0 ? items : [...items.slice(oldest), ...items.slice(0, oldest)];
}

function sampleOf(open: OpenGroup): Alert[] {
  return newestOf(open).map(({ alert }) => alert);
}

/** No groups: each alert is told by itself. */
class Singles {
  readonly #clock: Clock;
  readonly #emit: Emit;

  constructor(clock: Clock, emit: Emit) {
    this.#clock = clock;
    this.#emit = emit;
  }

  add(item: AlertItem): void {
    const { alert } = item;
    const at = this.#clock.now();
    this.#emit({ type: 'alert', alert, outcome: 'notified' });
    this.#emit({
      type: 'notification',
      notification: groupNotification(
        {
          id: `${alert.id}-1`,
          at,
          reason: 'first',
          groupKey: alert.key,
          count: 1,
          total: 1,
          sample: [alert],
          openedAt: at,
          windowMs: 0,
          severity: alert.severity,
        },
        alert,
      ),
      tells: alert.kind === 'condition' ? [alert.key] : [],
    });
  }

  count(item: AlertItem): void {
    this.#emit(item);
  }

  resolve(item: AlertItem): void {
    this.#emit(item);
  }

  flush(): void {}

  clear(): void {}
}
