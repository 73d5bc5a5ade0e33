import type { AnyStateMachine, AnyTransitionDefinition } from 'xstate';

/**
 * `state`: an ordinary one. `final`: nothing leads out of it. `choice`: left as soon as it is entered. `any`: stands for
 * all states that do not say otherwise. `start`: where a machine begins.
 */
export type ChartStateKind = 'state' | 'final' | 'choice' | 'any' | 'start';

export interface ChartState {
  /** As in the machine; `any` and `start` for the two that stand for something else. */
  readonly id: string;
  readonly label: string;
  readonly kind: ChartStateKind;
  /** The events that are taken without leaving it. */
  readonly stays: readonly string[];
}

/** One line at an edge: the events in words, and under which condition; either may be empty. */
export interface ChartLabel {
  readonly event: string;
  readonly guard: string;
}

/** All transitions from one state to another. */
export interface ChartEdge {
  readonly from: string;
  readonly to: string;
  readonly labels: readonly ChartLabel[];
}

/** A machine as a drawing shows it. */
export interface Chart {
  readonly id: string;
  readonly states: readonly ChartState[];
  readonly edges: readonly ChartEdge[];
}

/** Guards in words, by name; an empty text leaves one out. Every guard of the machine must be there. */
export type GuardWords = Readonly<Record<string, string>>;

interface Step {
  readonly from: string;
  readonly event: string;
  readonly guard: string;
  /** Undefined: it stays where it is. */
  readonly to: string | undefined;
}

/**
 * Reads a machine's definition.
 *
 * @throws if the machine has states in states, or a guard without words
 */
export function machineChart(machine: AnyStateMachine, words: GuardWords): Chart {
  const { root } = machine;
  const nodes = Object.values(root.states);
  for (const { key, states } of nodes) {
    if (Object.keys(states).length > 0)
      throw new Error(`${machine.id}.${key}: nested states cannot be drawn`);
  }
  const read = (from: string, event: string, list: readonly AnyTransitionDefinition[]): Step[] =>
    list.map((transition) => ({
      from,
      event,
      guard: wordsOf(machine.id, transition.guard, words),
      to: transition.target?.[0]?.key,
    }));
  const own = nodes.flatMap((node) => [
    ...[...node.transitions].flatMap(([event, list]) => read(node.key, spaced(String(event)), list)),
    ...othersLast(read(node.key, '', node.always ?? [])),
  ]);
  const everywhere = [...root.transitions].flatMap(([event, list]) =>
    read('any', spaced(String(event)), list),
  );
  const steps = [...own, ...everywhere];
  const anyLabel = everywhere.some(({ event }) => own.some((step) => step.event === event))
    ? 'any other state'
    : 'any state';
  const states = nodes.map(({ key, type, always, transitions }): ChartState => {
    const kind =
      type === 'final' ? 'final' : always !== undefined && transitions.size === 0 ? 'choice' : 'state';
    return { id: key, label: spaced(key), kind, stays: staysOf(key, steps) };
  });
  const initial = root.initial.target[0]?.key ?? '';
  return {
    id: machine.id,
    states: [
      { id: 'start', label: '', kind: 'start', stays: [] },
      ...states,
      ...(everywhere.length === 0
        ? []
        : [{ id: 'any', label: anyLabel, kind: 'any' as const, stays: staysOf('any', steps) }]),
    ],
    edges: [{ from: 'start', to: initial, labels: [] }, ...edgesOf(steps)],
  };
}

/** `circuitOpen` as `circuit open`. */
export function spaced(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function wordsOf(machine: string, guard: unknown, words: GuardWords): string {
  if (guard === undefined) return '';
  const told = typeof guard === 'string' ? words[guard] : undefined;
  if (told === undefined) {
    throw new Error(
      `the guard ${JSON.stringify(guard)} of ${machine} has no words in scripts/drawn-machines.ts`,
    );
  }
  return told;
}

/** Of transitions that are taken by themselves the last one, which asks for nothing, is told as `otherwise`. */
function othersLast(steps: readonly Step[]): Step[] {
  return steps.map((step) =>
    step.guard === '' && steps.length > 1 ? { ...step, guard: 'otherwise' } : step,
  );
}

function staysOf(state: string, steps: readonly Step[]): string[] {
  return [
    ...new Set(steps.filter(({ from, to }) => from === state && to === undefined).map(({ event }) => event)),
  ];
}

/** One edge for each pair of states; events under the same condition share a line. */
function edgesOf(steps: readonly Step[]): ChartEdge[] {
  const edges = new Map<string, { from: string; to: string; byGuard: Map<string, string[]> }>();
  for (const { from, event, guard, to } of steps) {
    if (to === undefined) continue;
    const key = `${from}-${to}`;
    const edge = edges.get(key) ?? { from, to, byGuard: new Map<string, string[]>() };
    edges.set(key, edge);
    edge.byGuard.set(guard, [...(edge.byGuard.get(guard) ?? []), event]);
  }
  return [...edges.values()].map(({ from, to, byGuard }) => ({
    from,
    to,
    labels: [...byGuard].map(([guard, events]) => ({ event: events.join(' or '), guard })),
  }));
}
