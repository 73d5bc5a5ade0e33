/** A frame of the inspector's protocol, as far as tests look at it. */
export interface Frame {
  readonly type: string;
  readonly sessionId: string;
  readonly rootId: string;
  readonly name?: string;
  readonly definition?: string;
  readonly event?: { readonly type: string };
  readonly snapshot?: { readonly status: string; readonly value: unknown; readonly context: unknown };
}

/** The frames that came, and a way to wait for one. */
export class FrameLog {
  readonly texts: string[] = [];
  readonly frames: Frame[] = [];
  #waiting: (() => void)[] = [];

  add(text: string): void {
    this.texts.push(text);
    this.frames.push(JSON.parse(text));
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const look of waiting) look();
  }

  /** Resolves with the first frame that fits, come or still to come. */
  async first(fits: (frame: Frame) => boolean): Promise<Frame> {
    for (;;) {
      const found = this.frames.find(fits);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
    }
  }

  /** The actor frame of that name. */
  actor(name: string): Promise<Frame> {
    return this.first((frame) => frame.type === '@xstate.actor' && frame.name === name);
  }

  /** The first snapshot of an actor with that value. */
  snapshot({ sessionId }: Frame, value: string): Promise<Frame> {
    return this.first(
      (frame) =>
        frame.type === '@xstate.snapshot' && frame.sessionId === sessionId && frame.snapshot?.value === value,
    );
  }
}
