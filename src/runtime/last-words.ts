/** The time between the word to stop and the end, in which alerts are still taken. */
export class LastWords {
  #end: () => void = () => {};
  #taken = false;

  /** Whether alerts are still taken. */
  get taken(): boolean {
    return this.#taken;
  }

  /** Takes them until something is settled, however, or until {@link LastWords.end}. */
  async until(settled: PromiseLike<unknown>): Promise<void> {
    this.#taken = true;
    await new Promise<void>((resolve) => {
      this.#end = resolve;
      settled.then(
        () => resolve(),
        () => resolve(),
      );
    });
    this.#taken = false;
  }

  /** Takes none any more. */
  end(): void {
    this.#taken = false;
    this.#end();
  }
}
