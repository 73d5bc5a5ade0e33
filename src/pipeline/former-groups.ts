import type { Clock } from '../domain/clock.js';
import type { GroupsInTime } from './group-state.js';
import type { AlertItem } from './item.js';
import type { OpenGroup } from './open-group.js';
import { type Emit, OpenGroups } from './open-groups.js';

/**
 * Groups that were open when the rules changed, so that no alert finds its way to them any more. Each tells what it
 * owes when its time has come, and closes.
 */
export class FormerGroups {
  readonly #groups: OpenGroups;
  /** By condition, the group that owes it. */
  readonly #holders = new Map<string, OpenGroup>();

  constructor(clock: Clock, windowMs: number, emit: Emit) {
    // Those of several earlier rules may have the same key.
    const nameOf = ({ opener }: OpenGroup): string => opener;
    const rules = { windowMs, waitMs: 0, summarizeAfter: Number.POSITIVE_INFINITY, closing: true, nameOf };
    this.#groups = new OpenGroups(rules, clock, emit);
  }

  restore(former: GroupsInTime): void {
    this.#groups.restore(former);
    for (const open of former.groups) {
      for (const key of open.conditions ?? []) this.#holders.set(key, open);
    }
  }

  /** The group that owes that condition. */
  holderOf(key: string): OpenGroup | undefined {
    if (this.#holders.size === 0) return undefined;
    if (this.#groups.size === 0) this.#holders.clear();
    const open = this.#holders.get(key);
    return open?.closed === false && open.conditions?.has(key) === true ? open : undefined;
  }

  resolve(open: OpenGroup, item: AlertItem, told: boolean): void {
    this.#groups.resolve(open, item, told);
  }

  forget(open: OpenGroup, key: string): void {
    this.#groups.forget(open, key);
  }

  inTime(): GroupsInTime {
    return this.#groups.inTime();
  }

  flush(): void {
    this.#groups.flush();
    this.#holders.clear();
  }

  clear(): void {
    this.#groups.clear();
    this.#holders.clear();
  }
}
