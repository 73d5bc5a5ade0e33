/** What an instrument is made with. */
export interface InstrumentOptions {
  readonly description?: string;
  readonly unit?: string;
  readonly advice?: { explicitBucketBoundaries?: number[] };
}

export type Attributes = Record<string, string>;

/** What is shown when it is asked for. Only the meter that made it knows more. */
export type ObservableLike = object;

/** Where all that is shown at one time is said. */
export interface BatchResultLike {
  observe(instrument: ObservableLike, value: number, attributes?: Attributes): void;
}

export interface HistogramLike {
  record(value: number, attributes?: Attributes): void;
}

/** What of OpenTelemetry's `Meter` is used: one of any release of `@opentelemetry/api` from 1.3 on fits as it is. */
export interface MeterLike {
  createObservableGauge(name: string, options?: InstrumentOptions): ObservableLike;
  createObservableCounter(name: string, options?: InstrumentOptions): ObservableLike;
  createHistogram(name: string, options?: InstrumentOptions): HistogramLike;
  addBatchObservableCallback(
    callback: (result: BatchResultLike) => void,
    instruments: ObservableLike[],
  ): void;
  removeBatchObservableCallback(
    callback: (result: BatchResultLike) => void,
    instruments: ObservableLike[],
  ): void;
}
