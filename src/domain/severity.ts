/** How much an alert matters, from least to most. */
export const SEVERITIES = ['debug', 'info', 'warning', 'error', 'critical'] as const;

export type Severity = (typeof SEVERITIES)[number];

const RANK: Readonly<Record<Severity, number>> = {
  debug: 10,
  info: 20,
  warning: 30,
  error: 40,
  critical: 50,
};

/**
 * Orders severities: negative if `a` matters less than `b`, zero if equal, positive if more.
 *
 * @example ['critical', 'info'].sort(compareSeverity) // ['info', 'critical']
 */
export function compareSeverity(a: Severity, b: Severity): number {
  return RANK[a] - RANK[b];
}

/** The one of the two that matters more. */
export function higherSeverity(a: Severity, b: Severity): Severity {
  return RANK[a] >= RANK[b] ? a : b;
}

export function isSeverity(value: unknown): value is Severity {
  return typeof value === 'string' && Object.hasOwn(RANK, value);
}
