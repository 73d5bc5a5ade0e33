const COUNT = new Intl.NumberFormat('en-GB');

/** A whole number with thousands set apart. */
export function countText(count: number): string {
  return COUNT.format(count);
}

/** A count with its noun, such as `1 service` and `3 services`. */
export function pluralText(count: number, one: string, many = `${one}s`): string {
  return `${countText(count)} ${count === 1 ? one : many}`;
}

/**
 * A share in percent. It says `100` only of what is whole: 99.996 is `99.99`, never rounded up, for an outage must not
 * vanish in rounding.
 */
export function percentText(percent: number): string {
  if (percent >= 100) return '100%';
  if (percent <= 0) return '0%';
  // The small addend undoes what binary fractions take away, as of 99.9 * 100.
  return `${(Math.floor(percent * 100 + 1e-9) / 100).toFixed(2)}%`;
}

/** A latency such as `0.4 ms`, `38 ms` or `1.25 s`. */
export function latencyText(ms: number): string {
  if (ms < 1) return `${ms === 0 ? '0' : Math.max(0.1, ms).toFixed(1)} ms`;
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${(ms / 1_000).toFixed(2)} s`;
  return `${(ms / 1_000).toFixed(1)} s`;
}
