import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { StripBar, StripSpan, Strips } from '../../../src/http/api/views.js';
import { SPANS } from './service-filter.js';
import { uptimeOf } from './strip-math.js';

/** A service's strip over one span. */
export interface Strip {
  /** Where the first bar begins, epoch milliseconds. */
  readonly from: number;
  readonly step: number;
  readonly bars: readonly StripBar[];
  /** In percent; left out if there were no checks. */
  readonly uptime?: number;
}

export interface StripCacheOptions {
  /** Asks the server for strips of at most {@link MOST_AT_ONCE} services. */
  readonly load: (span: StripSpan, services: readonly string[]) => Promise<Strips>;
  /** Milliseconds that only rise. */
  readonly now: () => number;
  /** Calls later, in so many milliseconds. */
  readonly later: (task: () => void, ms: number) => void;
}

/** Strips of what is in view, asked for in batches, kept, and asked for again when they are old. */
export interface StripCache {
  /** The strip if it is known. */
  strip(span: StripSpan, service: string): ReadonlySignal<Strip | undefined>;
  /** Says which services are looked at: only these are asked for, and asked for again when old. To be said now and then. */
  want(span: StripSpan, services: readonly string[]): void;
  /** The strips of these services are old now: something happened to them. */
  spoil(services: readonly string[]): void;
  /** Rises whenever strips came. */
  readonly revision: ReadonlySignal<number>;
}

export const MOST_AT_ONCE = 100;

/** After how long a strip is asked for again. A bar of a longer span changes more slowly. */
const FRESH: Readonly<Record<StripSpan, number>> = {
  '24h': 60_000,
  '7d': 300_000,
  '30d': 900_000,
  '90d': 1_800_000,
};

/** Scrolling passes many rows by: wait for it to settle a little. */
const GATHER = 60;
/** After a failure. */
const PAUSE = 5_000;

interface Slot {
  readonly strip: Signal<Strip | undefined>;
  /** When it came; `undefined` if it never did or is spoiled. */
  at: number | undefined;
  asked: boolean;
}

export function createStripCache({ load, now, later }: StripCacheOptions): StripCache {
  const slots = new Map<string, Slot>();
  const revision = signal(0);
  let wanted: { span: StripSpan; services: readonly string[] } = { span: '24h', services: [] };
  let waiting = false;
  let busy = false;

  function slotOf(span: StripSpan, service: string): Slot {
    const key = `${span} ${service}`;
    let slot = slots.get(key);
    if (slot === undefined) {
      slot = { strip: signal<Strip | undefined>(undefined), at: undefined, asked: false };
      slots.set(key, slot);
    }
    return slot;
  }

  function isDue(slot: Slot, span: StripSpan): boolean {
    return !slot.asked && (slot.at === undefined || now() - slot.at >= FRESH[span]);
  }

  function wake(ms: number): void {
    if (waiting || busy) return;
    waiting = true;
    later(() => {
      waiting = false;
      void loadDue();
    }, ms);
  }

  async function loadDue(): Promise<void> {
    if (busy) return;
    const { span, services } = wanted;
    const due = services.filter((name) => isDue(slotOf(span, name), span)).slice(0, MOST_AT_ONCE);
    if (due.length === 0) return;
    busy = true;
    const asked = due.map((name) => slotOf(span, name));
    for (const slot of asked) slot.asked = true;
    try {
      const strips = await load(span, due);
      for (const name of due) put(slotOf(span, name), strips, name);
      revision.value++;
      busy = false;
      wake(0);
    } catch {
      // Strips are an aside: whatever is wrong shows elsewhere.
      busy = false;
      wake(PAUSE);
    } finally {
      for (const slot of asked) slot.asked = false;
    }
  }

  function put(slot: Slot, { services, from, step }: Strips, name: string): void {
    slot.at = now();
    const bars = Object.hasOwn(services, name) ? (services[name] ?? []) : [];
    const uptime = uptimeOf(bars);
    slot.strip.value = { from, step, bars, ...(uptime === undefined ? {} : { uptime }) };
  }

  return {
    strip: (span, service) => slotOf(span, service).strip,
    want(span, services) {
      wanted = { span, services };
      if (services.some((name) => isDue(slotOf(span, name), span))) wake(GATHER);
    },
    spoil(services) {
      for (const name of services) {
        for (const span of SPANS) {
          const slot = slots.get(`${span} ${name}`);
          if (slot !== undefined) slot.at = undefined;
        }
      }
    },
    revision,
  };
}
