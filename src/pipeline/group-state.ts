import { z } from 'zod';
import { alertSchema, severitySchema } from '../domain/alert-schema.js';
import { GROUP_SAMPLE } from '../domain/notification.js';
import type { Delayed } from './delay-line.js';
import type { AlertItem } from './item.js';
import { conditionsOf, inCircle, newestOf, type OpenGroup } from './open-group.js';

/** Groups that are open, with what they wait for. */
export interface GroupsInTime {
  /** In the order of their opening. */
  readonly groups: readonly OpenGroup[];
  /** Their window ends and the ends of their waits, each in the order in which they will come. */
  readonly windows: readonly Delayed<OpenGroup>[];
  readonly waits: readonly Delayed<OpenGroup>[];
}

/** What the group stage saves. */
export type GroupState = z.infer<typeof groupStateSchema>;

type GroupsState = z.infer<typeof groupsSchema>;

const count = z.int().nonnegative();

const openGroupSchema = z
  .strictObject({
    key: z.string(),
    openedAt: z.number(),
    opener: z.string(),
    windowMs: z.number().nonnegative(),
    phase: z.enum(['silent', 'waiting', 'told']),
    total: count,
    owed: count,
    /** The newest alerts not told yet, newest last. */
    items: z.array(
      z.strictObject({ alert: alertSchema, suppressed: z.exactOptional(z.literal('throttled')) }),
    ),
    owedSeverity: severitySchema,
    conditions: z.array(z.string()),
    owesEvents: z.boolean(),
    toldSeverity: severitySchema,
    repeated: z.boolean(),
    notifications: count,
  })
  .refine(({ owed, items }) => items.length === Math.min(owed, GROUP_SAMPLE), {
    path: ['items'],
    message: 'expected as many as are owed, up to the most that a group keeps',
  });

/** The place of a group in the list, and when something of it is due. */
const deadline = z.tuple([count, z.number()]);

type SavedDeadline = z.infer<typeof deadline>;

const groupsSchema = z
  .strictObject({
    groups: z.array(openGroupSchema),
    windows: z.array(deadline),
    waits: z.array(deadline),
  })
  .refine(({ groups, windows }) => areEach(windows, [...groups.keys()]), {
    path: ['windows'],
    message: 'expected one for each group',
  })
  .refine(({ groups, waits }) => areEach(waits, waitingPlaces(groups)), {
    path: ['waits'],
    message: 'expected one for each group that waits',
  });

export const groupStateSchema = z.strictObject({
  /** The fields that the groups were made by; `null` for a function. */
  by: z.array(z.string()).nullable(),
  /** Those that take alerts in. */
  live: groupsSchema.refine(({ groups }) => areUnlike(groups.map(({ key }) => key)), {
    path: ['groups'],
    message: 'expected one for each key',
  }),
  /** Those of earlier rules, which only tell what they owe. */
  former: groupsSchema.refine(({ groups }) => areUnlike(groups.map(({ opener }) => opener)), {
    path: ['groups'],
    message: 'expected one for each alert that opened one',
  }),
});

/** Groups as plain JSON. */
export function savedGroups({ groups, windows, waits }: GroupsInTime): GroupsState {
  const places = new Map(groups.map((open, place) => [open, place]));
  const deadlines = (line: readonly Delayed<OpenGroup>[]): SavedDeadline[] =>
    line.flatMap(({ value, due }) => {
      const place = places.get(value);
      return place === undefined ? [] : [[place, due]];
    });
  return { groups: groups.map(savedGroup), windows: deadlines(windows), waits: deadlines(waits) };
}

/** The groups that were saved. */
export function restoredGroups({ groups, windows, waits }: GroupsState): GroupsInTime {
  const restored = groups.map(restoredGroup);
  const line = (deadlines: readonly SavedDeadline[]): Delayed<OpenGroup>[] =>
    deadlines.flatMap(([place, due]) => {
      const value = restored[place];
      return value === undefined ? [] : [{ due, value }];
    });
  return { groups: restored, windows: line(windows), waits: line(waits) };
}

/** Those that pass the test, and the others; each is asked about once. */
export function splitGroups(
  { groups, windows, waits }: GroupsInTime,
  test: (open: OpenGroup) => boolean,
): [GroupsInTime, GroupsInTime] {
  const passed = new Set(groups.filter(test));
  const part = (wanted: boolean): GroupsInTime => ({
    groups: groups.filter((open) => passed.has(open) === wanted),
    windows: windows.filter(({ value }) => passed.has(value) === wanted),
    waits: waits.filter(({ value }) => passed.has(value) === wanted),
  });
  return [part(true), part(false)];
}

function savedGroup(open: OpenGroup): GroupsState['groups'][number] {
  const { closed: _, items: __, ...rest } = open;
  const items = newestOf(open).map(({ alert, suppressed }) =>
    suppressed === 'throttled' ? { alert, suppressed } : { alert },
  );
  return { ...rest, items, conditions: conditionsOf(open) };
}

function restoredGroup({ items, conditions, ...rest }: GroupsState['groups'][number]): OpenGroup {
  const newest = items.map(
    ({ alert, suppressed }): AlertItem =>
      suppressed === undefined ? { type: 'alert', alert } : { type: 'alert', alert, suppressed },
  );
  return {
    ...rest,
    closed: false,
    items: inCircle(newest, rest.owed),
    conditions: conditions.length === 0 ? undefined : new Set(conditions),
  };
}

function waitingPlaces(groups: readonly { readonly phase: string }[]): number[] {
  return groups.flatMap(({ phase }, place) => (phase === 'waiting' ? [place] : []));
}

/** Whether the deadlines are those of exactly these places. */
function areEach(deadlines: readonly SavedDeadline[], places: readonly number[]): boolean {
  const met = new Set(deadlines.map(([place]) => place));
  return deadlines.length === places.length && places.every((place) => met.has(place));
}

function areUnlike(names: readonly string[]): boolean {
  return new Set(names).size === names.length;
}
