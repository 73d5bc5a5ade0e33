import type { ApiContext } from './api-context.js';
import type { StripBar, StripSpan, Strips } from './views.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How much time a bar stands for, and how many there are. */
const LAYOUTS: Readonly<Record<StripSpan, { readonly step: number; readonly bars: number }>> = {
  '24h': { step: 30 * MINUTE, bars: 48 },
  '7d': { step: 4 * HOUR, bars: 42 },
  '30d': { step: DAY, bars: 30 },
  '90d': { step: 2 * DAY, bars: 45 },
};

/** Reads the strips of those services that are known. The last bar is the one that time is in now. */
export async function readStrips(
  { monitor, clock }: Pick<ApiContext, 'monitor' | 'clock'>,
  span: StripSpan,
  names: readonly string[],
): Promise<Strips> {
  const { step, bars } = LAYOUTS[span];
  const last = Math.floor(clock.now() / step) * step;
  const from = Math.max(0, last - (bars - 1) * step);
  const known = [...new Set(names)].filter((name) => monitor.service(name) !== undefined);
  const strips = known.map(async (name): Promise<[string, StripBar[]]> => {
    const points = await monitor.history(name, { from, to: last + step, step });
    return [name, points.map(({ checks, failures, warns }) => [checks, failures, warns] as const)];
  });
  return { span, from, step, services: Object.fromEntries(await Promise.all(strips)) };
}
