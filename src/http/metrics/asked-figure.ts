import { Counter, Gauge, type Registry } from 'prom-client';

/** A figure that the monitor knows by itself and is asked for at each scrape. */
export interface AskedFigure<Label extends string> {
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly Label[];
  /** Says what it is now; samples of the same labels are added up, and none is said for what is not known yet. */
  ask(add: (labels: Readonly<Record<Label, string>>, value: number) => void): void;
}

/** Shows a figure that goes up and down. */
export function askedGauge<Label extends string = never>(
  registry: Registry,
  { name, help, labels = [], ask }: AskedFigure<Label>,
): void {
  new Gauge<Label>({
    name,
    help,
    labelNames: labels,
    registers: [registry],
    collect() {
      startOver(this);
      ask((of, value) => this.inc(of, value));
    },
  });
}

/** Shows a figure that only goes up. */
export function askedCounter<Label extends string = never>(
  registry: Registry,
  { name, help, labels = [], ask }: AskedFigure<Label>,
): void {
  new Counter<Label>({
    name,
    help,
    labelNames: labels,
    registers: [registry],
    collect() {
      startOver(this);
      ask((of, value) => this.inc(of, value));
    },
  });
}

/** Shows in which of its states something is: 1 for that one, 0 for the others. */
export function stateSet<State extends string>(
  states: readonly State[],
  is: State,
  add: (state: State, value: number) => void,
): void {
  for (const state of states) add(state, state === is ? 1 : 0);
}

function startOver(figure: Counter | Gauge): void {
  figure.reset();
  // One without labels begins with a zero, which may be as untrue as any other number.
  figure.remove({});
}
