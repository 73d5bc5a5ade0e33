import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import type { NotificationReason } from '../../src/domain/notification.js';
import type { Severity } from '../../src/domain/severity.js';
import { type Pairable, pairNotifications } from '../../src/runtime/pair-notifications.js';

interface Told extends Pairable {
  readonly id: string;
}

const anyTold = (side: string): fc.Arbitrary<Told[]> =>
  fc
    .array(
      fc.record({
        at: fc.nat(40),
        reason: fc.constantFrom<NotificationReason>('first', 'digest'),
        groupKey: fc.constantFrom('a', 'b'),
        severity: fc.constantFrom<Severity>('error', 'critical'),
      }),
      { maxLength: 30 },
    )
    .map((list) => list.map((one, i) => ({ ...one, id: `${side}${i}` })));

/** The rule word by word, looking at all that is left each time. */
function model(recorded: readonly Told[], simulated: readonly Told[], tolerance: number): unknown {
  const inTime = (list: readonly Told[]): Told[] => [...list].sort((a, b) => a.at - b.at);
  const free = inTime(simulated);
  const alike = (a: Told, b: Told): boolean =>
    a.reason === b.reason && a.groupKey === b.groupKey && a.severity === b.severity;
  const take = (one: Told): Told => {
    free.splice(free.indexOf(one), 1);
    return one;
  };
  const same: unknown[] = [];
  const moved: unknown[] = [];
  const missing: Told[] = [];
  const left = inTime(recorded).filter((one) => {
    const found = free.find((other) => other.at === one.at && alike(one, other));
    if (found !== undefined) same.push({ recorded: one, simulated: take(found) });
    return found === undefined;
  });
  for (const one of left) {
    const near = free
      .filter((other) => alike(one, other) && Math.abs(other.at - one.at) <= tolerance)
      .sort((a, b) => Math.abs(a.at - one.at) - Math.abs(b.at - one.at) || a.at - b.at);
    const [found] = near;
    if (found === undefined) missing.push(one);
    else moved.push({ recorded: one, simulated: take(found) });
  }
  return { same, moved, missing, added: free };
}

/** Those of one time and kind cannot be told apart by the rule. */
function withoutIds(pairs: unknown): unknown {
  return JSON.parse(JSON.stringify(pairs, (name, value: unknown) => (name === 'id' ? undefined : value)));
}

function sorted(pairs: { added: Pairable[] }): unknown {
  const key = (one: Pairable): string => JSON.stringify([one.at, one.reason, one.groupKey, one.severity]);
  return { ...pairs, added: [...pairs.added].sort((a, b) => (key(a) < key(b) ? -1 : 1)) };
}

describe('pairing', () => {
  test.prop([anyTold('r'), anyTold('s'), fc.nat(12)], { numRuns: 1_000 })(
    'follows the rule, word by word',
    (recorded, simulated, tolerance) => {
      const found = pairNotifications(recorded, simulated, tolerance);
      const wanted = model(recorded, simulated, tolerance) as typeof found;
      expect(withoutIds(sorted(found))).toEqual(withoutIds(sorted(wanted)));
    },
  );

  test.prop([anyTold('r'), anyTold('s'), fc.nat(12)])(
    'puts each notification into exactly one place',
    (recorded, simulated, tolerance) => {
      const { same, moved, missing, added } = pairNotifications(recorded, simulated, tolerance);
      const pairs = [...same, ...moved];
      const ids = (list: readonly Told[]): string[] => list.map(({ id }) => id).sort();
      expect(ids([...pairs.map((pair) => pair.recorded), ...missing])).toEqual(ids(recorded));
      expect(ids([...pairs.map((pair) => pair.simulated), ...added])).toEqual(ids(simulated));
    },
  );

  test.prop([anyTold('r'), fc.nat(12), fc.func(fc.nat())])(
    'finds no difference between a list and itself in another order',
    (recorded, tolerance, rank) => {
      const shuffled = [...recorded].sort((a, b) => rank(a.id) - rank(b.id));
      const { same, moved, missing, added } = pairNotifications(recorded, shuffled, tolerance);
      expect({ moved, missing, added }).toEqual({ moved: [], missing: [], added: [] });
      expect(same).toHaveLength(recorded.length);
    },
  );

  const told = (at: number, parts: Partial<Told> = {}): Told => ({
    id: `${at}`,
    at,
    reason: 'first',
    groupKey: 'k',
    severity: 'error',
    ...parts,
  });

  it('takes those of equal time first, then the nearest, of two equally near the earlier', () => {
    const { same, moved } = pairNotifications([told(10), told(20)], [told(8), told(12), told(20)], 10);
    expect(same.map(({ simulated }) => simulated.at)).toEqual([20]);
    expect(moved.map(({ recorded, simulated }) => [recorded.at, simulated.at])).toEqual([[10, 8]]);
  });

  it('goes as far as the tolerance and no further, and never across a reason, group or severity', () => {
    expect(pairNotifications([told(0)], [told(10)], 10).moved).toHaveLength(1);
    expect(pairNotifications([told(0)], [told(11)], 10).moved).toHaveLength(0);
    for (const other of [{ reason: 'digest' }, { groupKey: 'l' }, { severity: 'critical' }] as const) {
      const { missing, added } = pairNotifications([told(0)], [told(0, other)], 10);
      expect([missing.length, added.length]).toEqual([1, 1]);
    }
  });

  it('looks at few of a storm of notifications that are all alike', () => {
    let looks = 0;
    const storm = (at: (i: number) => number): Told[] =>
      Array.from({ length: 20_000 }, (_, i) => ({
        ...told(0),
        get at() {
          looks++;
          return at(i);
        },
      }));
    const { moved } = pairNotifications(
      storm((i) => 2 * i),
      storm((i) => 2 * i + 1),
      100_000,
    );
    expect(moved).toHaveLength(20_000);
    // 2 lists of 20 000, sorted and halved, take some 15 looks each and again; all against all would be 400 million.
    expect(looks).toBeLessThan(4_000_000);
  });
});
