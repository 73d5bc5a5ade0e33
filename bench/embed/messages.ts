/** What a host is: without Tocsin, or with it and its journal in memory or in a file. */
export type Variant = 'bare' | 'memory' | 'sqlite';

/** What a host says when it listens. */
export interface HostReady {
  readonly port: number;
  /** From the start of its process, in milliseconds. */
  readonly startMs: number;
}

/** What a host is asked: to measure, what it measured, or how it is by now. */
export interface HostAsk {
  readonly ask: 'begin' | 'end' | 'state';
}

export interface HostTurn {
  readonly cpuMs: number;
  readonly delayP99Ms: number;
}

export interface HostState {
  readonly heapBytes: number;
  /** Errors that Tocsin captured; none in a bare host. */
  readonly captured: number;
}

/** What the load generator is told: whom to ask, and for how long. */
export interface Load {
  readonly port: number;
  readonly ms: number;
  readonly errorsPerSecond: number;
}

export interface LoadResult {
  readonly requests: number;
  readonly ms: number;
  /** Of one request. */
  readonly p99Ms: number;
}
