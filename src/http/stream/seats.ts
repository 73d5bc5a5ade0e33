import { HttpProblem } from '../problem.js';

/** How many streams may be open at a time, of all kinds together. */
const MOST_STREAMS = 200;

/** Counts the streams that are open, so that there are never too many, and has them end. */
export class Seats {
  #taken = 0;
  readonly #toldToLeave = new Set<() => void>();

  /**
   * Takes a seat.
   *
   * @param onEnd told that the stream has to end
   * @returns gives it back; only the first call counts
   * @throws {@link HttpProblem} `ERR_HTTP_STREAMS` if all are taken
   */
  take(onEnd?: () => void): () => void {
    if (this.#taken >= MOST_STREAMS) {
      throw new HttpProblem(
        503,
        'ERR_HTTP_STREAMS',
        `${MOST_STREAMS} streams are open already; close one, or come again later`,
      );
    }
    this.#taken++;
    if (onEnd !== undefined) this.#toldToLeave.add(onEnd);
    let given = false;
    return () => {
      if (given) return;
      given = true;
      this.#taken--;
      if (onEnd !== undefined) this.#toldToLeave.delete(onEnd);
    };
  }

  /** Has all streams end that asked to be told. */
  end(): void {
    for (const onEnd of this.#toldToLeave) onEnd();
  }
}
