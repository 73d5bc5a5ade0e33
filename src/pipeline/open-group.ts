import type { Alert } from '../domain/alert.js';
import { GROUP_SAMPLE } from '../domain/notification.js';
import { higherSeverity, type Severity } from '../domain/severity.js';
import type { AlertItem, OwedAlerts } from './item.js';

/** A group that is open. */
export interface OpenGroup {
  readonly key: string;
  readonly openedAt: number;
  /** The alert that opened it; the ids of its notifications are made from it. */
  readonly opener: string;
  /** How long its running window is, in milliseconds. */
  windowMs: number;
  phase: GroupPhase;
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

/** `silent`: only throttled alerts so far; `waiting`: the first is due after `wait`; `told`: somebody was told. */
export type GroupPhase = 'silent' | 'waiting' | 'told';

/** A group that an alert is about to open. */
export function openGroup(key: string, opener: string, openedAt: number, windowMs: number): OpenGroup {
  return {
    key,
    openedAt,
    opener,
    windowMs,
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
}

/** Counts an alert in. */
export function owe(open: OpenGroup, item: AlertItem): void {
  const { alert } = item;
  open.total++;
  // In a circle: in a storm the newest take the places of the oldest.
  open.items[open.owed % GROUP_SAMPLE] = item;
  open.owed++;
  open.owedSeverity = higherSeverity(open.owedSeverity, alert.severity);
  if (alert.kind === 'condition') {
    open.conditions ??= new Set();
    open.conditions.add(alert.key);
  } else open.owesEvents = true;
}

/** All that it owed was told. */
export function settle(open: OpenGroup): void {
  open.phase = 'told';
  open.toldSeverity = higherSeverity(open.toldSeverity, open.owedSeverity);
  open.owed = 0;
  open.items = [];
  open.owedSeverity = 'debug';
  open.conditions = undefined;
  open.owesEvents = false;
}

/** What a resolution takes along of a group. */
export function owedBy(open: OpenGroup): OwedAlerts {
  const { key: groupKey, owed: count, total, owedSeverity: severity } = open;
  return { groupKey, count, total, sample: sampleOf(open), severity, tells: conditionsOf(open) };
}

/** The keys of the conditions that it owes. */
export function conditionsOf({ conditions }: OpenGroup): string[] {
  return conditions === undefined ? [] : [...conditions];
}

/** What is kept of the alerts not told yet, newest last. */
export function newestOf({ items, owed }: OpenGroup): AlertItem[] {
  return turned(items, owed > GROUP_SAMPLE ? owed % GROUP_SAMPLE : 0);
}

/** The places in the circle of what {@link newestOf} gave. */
export function inCircle(newest: AlertItem[], owed: number): AlertItem[] {
  return turned(newest, owed > GROUP_SAMPLE ? GROUP_SAMPLE - (owed % GROUP_SAMPLE) : 0);
}

export function sampleOf(open: OpenGroup): Alert[] {
  return newestOf(open).map(({ alert }) => alert);
}

function turned(items: AlertItem[], first: number): AlertItem[] {
  return first === 0 ? items : [...items.slice(first), ...items.slice(0, first)];
}
