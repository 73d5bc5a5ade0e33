/** What a host is: without Tocsin, or with it and its journal in memory or in a file. */
export type Variant = 'bare' | 'memory' | 'sqlite';

/** What a host says when it listens. */
export interface HostReady {
  readonly port: number;
  /** From the start of its process, in milliseconds. */
  readonly startMs: number;
}

/** What a host is asked for: to begin to measure, or for its figures since then. */
export interface HostAsk {
  readonly ask: 'begin' | 'figures';
}

export interface HostFigures {
  readonly cpuMs: number;
  readonly heapBytes: number;
  readonly delayP99Ms: number;
  /** Errors that Tocsin captured in all; none in a bare host. */
  readonly captured: number;
}

/** What the load generator is told. */
export interface Load {
  readonly port: number;
  /** Before anything is measured: all that is loaded at first use must have been used. */
  readonly warmUpSeconds: number;
  readonly seconds: number;
  readonly errorsPerSecond: number;
}

export interface LoadResult {
  readonly requests: number;
  readonly failed: number;
  readonly ms: number;
  readonly p99Ms: number;
}
