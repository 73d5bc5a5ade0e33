/** What the page knows of how the server's clock differs from its own. */
export interface ServerClock {
  /** The server's time less the browser's, in milliseconds. */
  readonly offset: number;
}

/** A difference that network delay does not explain: one of the clocks was set. */
const JUMP = 5_000;

/**
 * Learns from a message. It was sent at `sentAt` by the server's clock and came at `receivedAt` by the browser's, some
 * time after. The truest of several estimates is the largest: its message was under way for the shortest time.
 */
export function learnOffset(known: ServerClock | undefined, sentAt: number, receivedAt: number): ServerClock {
  const offset = sentAt - receivedAt;
  if (known === undefined || offset > known.offset || known.offset - offset > JUMP) return { offset };
  return known;
}
