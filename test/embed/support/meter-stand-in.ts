import type {
  Attributes,
  BatchResultLike,
  HistogramLike,
  InstrumentOptions,
  MeterLike,
  ObservableLike,
} from '../../../src/embed/meter-like.js';

/** An instrument and what it shows. */
export interface Shown {
  readonly kind: 'gauge' | 'counter' | 'histogram';
  readonly name: string;
  readonly options: InstrumentOptions;
  /** The value of each set of attributes, written `a=1 b=2`. As in OpenTelemetry's SDK, the last one said counts. */
  readonly values: Map<string, number>;
  /** What a histogram was told. */
  readonly records: { readonly value: number; readonly attributes: string }[];
}

/** A meter that can be asked what it shows. */
export class MeterStandIn implements MeterLike {
  readonly instruments: Shown[] = [];
  readonly #callbacks = new Map<(result: BatchResultLike) => void, ReadonlySet<ObservableLike>>();

  createObservableGauge(name: string, options: InstrumentOptions = {}): ObservableLike {
    return this.#made('gauge', name, options);
  }

  createObservableCounter(name: string, options: InstrumentOptions = {}): ObservableLike {
    return this.#made('counter', name, options);
  }

  createHistogram(name: string, options: InstrumentOptions = {}): HistogramLike {
    const { records } = this.#made('histogram', name, options);
    return {
      record: (value, attributes = {}) => void records.push({ value, attributes: textOf(attributes) }),
    };
  }

  addBatchObservableCallback(
    callback: (result: BatchResultLike) => void,
    instruments: ObservableLike[],
  ): void {
    this.#callbacks.set(callback, new Set(instruments));
  }

  removeBatchObservableCallback(callback: (result: BatchResultLike) => void): void {
    this.#callbacks.delete(callback);
  }

  /** What an instrument shows when it is asked now: one line for each set of attributes. */
  collect(name: string): string[] {
    for (const { values } of this.instruments) values.clear();
    for (const [callback, registered] of this.#callbacks) {
      callback({
        observe: (instrument, value, attributes = {}) => {
          // As OpenTelemetry does it: nothing is shown that the callback was not registered for.
          if (!registered.has(instrument)) return;
          this.instruments.find((shown) => shown === instrument)?.values.set(textOf(attributes), value);
        },
      });
    }
    return [...this.#named(name).values].map(([attributes, value]) => `${attributes} ${value}`.trim());
  }

  /** What a histogram was told: one line for each value. */
  records(name: string): string[] {
    return this.#named(name).records.map(({ value, attributes }) => `${attributes} ${value}`);
  }

  #named(name: string): Shown {
    const found = this.instruments.find((shown) => shown.name === name);
    if (found === undefined) throw new Error(`there is no ${name}`);
    return found;
  }

  #made(kind: Shown['kind'], name: string, options: InstrumentOptions): Shown {
    const made: Shown = { kind, name, options, values: new Map(), records: [] };
    this.instruments.push(made);
    return made;
  }
}

function textOf(attributes: Attributes): string {
  return Object.entries(attributes)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}
