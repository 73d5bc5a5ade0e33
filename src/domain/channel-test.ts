/** How a test message fared. */
export interface ChannelTest {
  /** How long the channel took, in milliseconds. */
  readonly latencyMs: number;
  /** What was amiss although the message was taken, such as a refused recipient. */
  readonly problems: readonly string[];
}
