/** How long a silence may be asked for with one click, and `until` for a time of one's own. */
export const PRESETS = ['30m', '2h', '8h', '24h', '7d', 'until'] as const;

/** When a silence is to end. */
export interface SilenceEnd {
  readonly preset: (typeof PRESETS)[number];
  /** As a `datetime-local` field gives it, such as `2026-01-05T14:30`; counts if the preset is `until`. */
  readonly custom: string;
}

/** What is wrong with it, if anything is. */
export function endProblem({ preset, custom }: SilenceEnd, now: number): string | undefined {
  if (preset !== 'until') return undefined;
  const at = momentOf(custom);
  if (at === undefined) return 'Say until when';
  return at <= now ? 'This time is over' : undefined;
}

/** As the API wants it. */
export function endOf({ preset, custom }: SilenceEnd): { for: string } | { until: number } {
  return preset === 'until' ? { until: momentOf(custom) ?? 0 } : { for: preset };
}

/** A local time, in epoch milliseconds. */
function momentOf(custom: string): number | undefined {
  const at = new Date(custom).getTime();
  return Number.isNaN(at) ? undefined : at;
}
