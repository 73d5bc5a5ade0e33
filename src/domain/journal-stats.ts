/** How the journal fares. */
export interface JournalStats {
  /** The position of the last event that was published; 0 before the first. */
  readonly position: number;
  /** Whether it cannot be written, so that events wait in memory. */
  readonly failing: boolean;
  /** How many events wait for it to work again. */
  readonly waiting: number;
  /** How many writes this run made, and how long they took in all, in milliseconds. */
  readonly writes: number;
  readonly writeMs: number;
}
