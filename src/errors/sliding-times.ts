/** When something happened, as far back as a window reaches: a true sliding window. Of very many the oldest are forgotten. */
export class SlidingTimes {
  #windowMs: number;
  readonly #most: number;
  #times: number[] = [];
  /** Where the times begin that still matter. */
  #first = 0;

  /** @param most how many times are kept, and so the highest count */
  constructor(windowMs: number, most: number) {
    this.#windowMs = windowMs;
    this.#most = most;
  }

  /** Goes on with another window; what a shorter one had let go of does not come back. */
  setWindow(windowMs: number): void {
    this.#windowMs = windowMs;
  }

  /** Notes that it happened now, no earlier than the last time. */
  add(now: number): void {
    this.#times.push(now);
    if (this.#times.length - this.#first > this.#most) this.#first++;
    this.#tidy();
  }

  /** How often it happened at times p with now - p < window. */
  count(now: number): number {
    for (let first = this.#times[this.#first]; first !== undefined; first = this.#times[this.#first]) {
      if (now - first < this.#windowMs) break;
      this.#first++;
    }
    this.#tidy();
    return this.#times.length - this.#first;
  }

  /** The oldest time that is kept; to be asked after `count`. */
  get oldest(): number | undefined {
    return this.#times[this.#first];
  }

  get newest(): number | undefined {
    return this.#first < this.#times.length ? this.#times.at(-1) : undefined;
  }

  /** Whether it holds as many as it can, so that there may have been more. */
  get full(): boolean {
    return this.#times.length - this.#first >= this.#most;
  }

  /** Cut back in strides, so that it costs the same per time however many there are. */
  #tidy(): void {
    if (this.#first < 32 || this.#first * 2 < this.#times.length) return;
    this.#times = this.#times.slice(this.#first);
    this.#first = 0;
  }
}
