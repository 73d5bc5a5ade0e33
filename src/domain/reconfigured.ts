/** Which of some named things changed. */
export interface NamesChanged {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** There before and after, but not the same. */
  readonly changed: readonly string[];
}

/** What another configuration changed. */
export interface Reconfigured {
  readonly services: NamesChanged;
  readonly channels: NamesChanged;
  /** Whether the rules for alerts changed. */
  readonly alerts: boolean;
  /** Triggers of `errors`. */
  readonly triggers: NamesChanged;
  /** Whether anything else about `errors` changed. */
  readonly errors: boolean;
}
