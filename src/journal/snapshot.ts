/** All that a monitor knew at one position, so that it need not be folded from the beginning again. */
export interface Snapshot {
  /** The last event that is in it. */
  readonly position: number;
  /** Epoch milliseconds of that event. */
  readonly at: number;
  /** What wrote it: the layout of its parts and the version of the machines. One that does not fit is discarded. */
  readonly version: string;
  /** Texts of JSON; what they mean is the runtime's affair. */
  readonly parts: readonly string[];
}

/** Where a journal keeps snapshots. They are an optimisation: a journal without them is folded from its beginning. */
export interface SnapshotStore {
  /** Whether they outlive the process, so that it is worth saving one now and then and not only at the end. */
  readonly lasting: boolean;
  /** Keeps a snapshot and forgets older ones. */
  save(snapshot: Snapshot): Promise<void>;
  /** The newest of that version; `undefined` if there is none that can be read. */
  load(version: string): Promise<Snapshot | undefined>;
}
