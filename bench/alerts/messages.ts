/** What a server says when it listens. */
export interface Listening {
  readonly port: number;
}

/** What is to be posted, and where. */
export interface Load {
  readonly port: number;
  /** Distinct label sets. */
  readonly sets: number;
  /** Alerts in all. */
  readonly alerts: number;
}

/** The label sets with which a server is warmed up before. */
export const WARM_UP_SETS = 100;

/** How that went. */
export interface LoadResult {
  /** Epoch milliseconds of the first post. */
  readonly begunAt: number;
  /** From the first post to the last answer. */
  readonly ms: number;
  /** Of one request of 100 alerts. */
  readonly medianMs: number;
  readonly p99Ms: number;
}
