import type { OperatorFunction } from 'rxjs';
import type { Alert } from '../domain/alert.js';
import type { Clock } from '../domain/clock.js';
import { type Duration, parseDuration } from '../domain/duration.js';
import type { NotificationReason } from '../domain/notification.js';
import { compareSeverity, type Severity } from '../domain/severity.js';
import { groupNotification } from './compose-notification.js';
import { type ConditionsView, NO_CONDITIONS } from './conditions.js';
import { FormerGroups } from './former-groups.js';
import { type GroupBy, groupKeyOf } from './group-key.js';
import {
  type GroupState,
  groupStateSchema,
  restoredGroups,
  savedGroups,
  splitGroups,
} from './group-state.js';
import type { AlertItem, PipelineInput, PipelineItem } from './item.js';
import { newestOf, type OpenGroup, owe } from './open-group.js';
import { type Emit, OpenGroups } from './open-groups.js';
import { stage } from './stage.js';
import { recalled, type StageMemory } from './stage-memory.js';

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
 * What it saves are the open groups. Under changed rules they keep the deadlines they had; those that no alert would
 * find any more tell what they owe at the next one and close.
 *
 * @param options the rules, or `false` to tell of each alert by itself
 * @param conditions what is known of conditions; default: none fires
 * @param memory where the open groups are kept; default: nowhere
 * @example alerts$.pipe(group({ window: '1m', summarizeAfter: 3 }, clock))
 */
export function group(
  options: GroupOptions | false,
  clock: Clock,
  conditions: ConditionsView = NO_CONDITIONS,
  memory?: StageMemory,
): OperatorFunction<PipelineInput, PipelineItem> {
  return stage((emit) => {
    const { by = ['key'], wait = 0, window = '1m', summarizeAfter = 3 }: GroupOptions = options || {};
    const [windowMs, waitMs] = [parseDuration(window), parseDuration(wait)];
    const nameOf = ({ key }: OpenGroup): string => key;
    const rules = { windowMs, waitMs, summarizeAfter, closing: false, nameOf };
    const open = new OpenGroups(rules, clock, emit);
    const former = new FormerGroups(clock, windowMs, emit);
    const groups = options === false ? new Singles(clock, emit) : new Groups(by, rules, open, emit);

    const state = recalled(memory, 'group', groupStateSchema);
    if (state !== undefined) {
      const isFound = options === false ? () => false : foundBy(by, state);
      const [found, others] = splitGroups(restoredGroups(state.live), isFound);
      open.restore(found);
      former.restore(restoredGroups(state.former));
      former.restore(others);
    }
    memory?.keep('group', () => ({
      by: typeof by === 'function' ? null : [...by],
      live: savedGroups(open.inTime()),
      former: savedGroups(former.inTime()),
    }));

    function resolve(item: AlertItem): void {
      // A flapping service's resolution is held back like its firing, so its group goes on.
      if (item.suppressed === 'flapping') return emit(item);
      const { key } = item.alert;
      const own = groups.find(item.alert);
      const holder = former.holderOf(key);
      if (own === undefined && holder === undefined) return emit(item);
      const told = conditions.firing(key)?.told === true;
      if (own === undefined) {
        if (holder !== undefined) former.resolve(holder, item, told);
        return;
      }
      if (holder !== undefined) former.forget(holder, key);
      open.resolve(own, item, told);
    }

    return {
      next(item) {
        if (item.type !== 'alert') emit(item);
        else if (item.alert.status === 'resolved') resolve(item);
        else if (item.suppressed === undefined) groups.add(item);
        else if (item.suppressed === 'throttled') groups.count(item);
        else emit(item);
      },
      complete() {
        former.flush();
        open.flush();
      },
      stop() {
        former.clear();
        open.clear();
      },
    };
  });
}

/** Whether alerts still find a group that was saved. */
function foundBy(by: GroupBy, saved: GroupState): (open: OpenGroup) => boolean {
  if (typeof by !== 'function' && saved.by !== null) {
    const same = by.length === saved.by.length && by.every((field, i) => field === saved.by?.[i]);
    return () => same;
  }
  // Functions cannot be compared, but what they say of the group's own alerts can.
  const keyOf = groupKeyOf(by);
  return (open) => {
    const newest = newestOf(open).at(-1);
    return newest === undefined || keyOf(newest.alert) === open.key;
  };
}

/** Puts alerts into groups and says which are told at once. */
class Groups {
  readonly #keyOf: (alert: Alert) => string;
  readonly #summarizeAfter: number;
  readonly #waits: boolean;
  readonly #open: OpenGroups;
  readonly #emit: Emit;

  constructor(
    by: GroupBy,
    { waitMs, summarizeAfter }: { readonly waitMs: number; readonly summarizeAfter: number },
    open: OpenGroups,
    emit: Emit,
  ) {
    this.#keyOf = groupKeyOf(by);
    this.#summarizeAfter = summarizeAfter;
    this.#waits = waitMs > 0;
    this.#open = open;
    this.#emit = emit;
  }

  add(item: AlertItem): void {
    const { alert } = item;
    const open = this.#collect(item);
    const reason = this.#reasonToTell(open, alert.severity);
    this.#emit({ type: 'alert', alert, outcome: reason === undefined ? 'grouped' : 'notified' });
    if (reason !== undefined) this.#open.tell(open, reason);
  }

  count(item: AlertItem): void {
    this.#collect(item);
    this.#emit(item);
  }

  /** The open group that such an alert belongs to. */
  find(alert: Alert): OpenGroup | undefined {
    return this.#open.get(this.#keyOf(alert));
  }

  #collect(item: AlertItem): OpenGroup {
    const key = this.#keyOf(item.alert);
    const open = this.#open.get(key) ?? this.#open.open(key, item.alert.id);
    owe(open, item);
    return open;
  }

  #reasonToTell(open: OpenGroup, severity: Severity): NotificationReason | undefined {
    if (open.phase === 'silent') {
      if (!this.#waits) return 'first';
      this.#open.wait(open);
      return undefined;
    }
    if (open.phase === 'waiting') return undefined;
    if (compareSeverity(severity, open.toldSeverity) > 0) return 'escalated';
    return !open.repeated && open.total >= this.#summarizeAfter ? 'repeated' : undefined;
  }
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

  find(): undefined {}
}
