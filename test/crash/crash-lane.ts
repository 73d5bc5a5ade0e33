import { setTimeout as sleep } from 'node:timers/promises';
import { type ChildLife, type LifeSettings, type Line, startChild, type Totals } from './child-life.js';
import type { LifePlan } from './crash-plan.js';
import { type Received, type Receiver, startReceiver } from './receiver.js';

/** How far a life came. */
export type Phase = 'loading' | 'opening' | 'ready' | 'stopping' | 'stopped';

export type Receipt = Extract<Line, { said: 'receipt' }>;

export interface LaneOptions {
  /** What each life runs. */
  readonly script: string;
  /** The journal's file. */
  readonly path: string;
  /** The rules for alerts. */
  readonly alerts: object;
  readonly plans: readonly LifePlan[];
  /** How far the clock is put forward for the last lives, in milliseconds: so that everything becomes due. */
  readonly aheadMs: number;
}

/** What was seen from outside of all lives on one file. */
export interface LaneRecord {
  readonly lives: readonly LifeRecord[];
  readonly receipts: readonly Receipt[];
  readonly received: readonly Received[];
  /** What the very last life sent, which had nothing to do. */
  readonly receivedAfterwards: readonly Received[];
  /** What the very last life knew. */
  readonly totals: Totals;
}

export interface LifeRecord {
  /** Epoch milliseconds. */
  readonly begunAt: number;
  /** How far it had come when it was killed; `stopped` if it was not. */
  readonly reached: Phase;
  /** Whether the receiver was at work on a delivery of it then. */
  readonly delivering: boolean;
}

/** Longer than any life lasts. */
const PATIENCE = 30_000;

/** A life that comes to its end and leaves nothing unsettled. */
const LAST: LifePlan = {
  blow: undefined,
  durability: 'strict',
  count: 0,
  pauseMs: 0,
  moodyFails: false,
  answerMs: 0,
  refused: 0,
};

/** Runs one life after the other on the same file, each killed as planned, then two that are left in peace. */
export async function runLane({ script, path, alerts, plans, aheadMs }: LaneOptions): Promise<LaneRecord> {
  await using receiver = await startReceiver();
  const lives: LifeRecord[] = [];
  const receipts: Receipt[] = [];
  const pace: Pace = { openingMs: 100, stoppingMs: 30 };
  let totals: Totals | undefined;
  let settled = 0;
  const all = [...plans, LAST, LAST];
  let next = startChild(script);
  try {
    for (const [life, plan] of all.entries()) {
      const child = next;
      // It loads while the one before it lives.
      if (life + 1 < all.length) next = startChild(script);
      settled = receiver.received.length;
      const last = plan === LAST;
      const { blow: _, answerMs: __, refused: ___, ...work } = plan;
      const settings = { ...work, life, path, url: receiver.url, alerts, last, aheadMs: last ? aheadMs : 0 };
      const ran = await runLife(child, settings, plan, receiver, pace);
      lives.push(ran.record);
      receipts.push(...ran.receipts);
      totals = ran.totals;
    }
  } finally {
    next.kill();
    await next.ended;
  }
  if (totals === undefined) throw new Error('the last life said nothing of what it knew');
  const { received } = receiver;
  return { lives, receipts, received, receivedAfterwards: received.slice(settled), totals };
}

/** How long things took when they were last seen as a whole, in milliseconds. */
interface Pace {
  openingMs: number;
  stoppingMs: number;
}

interface Ran {
  readonly record: LifeRecord;
  readonly receipts: readonly Receipt[];
  readonly totals: Totals | undefined;
}

async function runLife(
  child: ChildLife,
  settings: LifeSettings,
  plan: LifePlan,
  receiver: Receiver,
  pace: Pace,
): Promise<Ran> {
  const { blow } = plan;
  const receipts: Receipt[] = [];
  const troubles: string[] = [];
  const seen: { reached: Phase; since: number; totals: Totals | undefined } = {
    reached: 'loading',
    since: 0,
    totals: undefined,
  };
  let deliveries = 0;
  let underWay = 0;
  let delivering = false;
  let timer: NodeJS.Timeout | undefined;
  const strikeIn = (ms: number): void => {
    timer ??= setTimeout(() => {
      delivering = underWay > 0;
      child.kill();
    }, ms);
  };
  const tooLong = setTimeout(() => {
    troubles.push(`it lived longer than ${PATIENCE} ms`);
    child.kill();
  }, PATIENCE);

  receiver.answer = async () => {
    deliveries++;
    underWay++;
    const number = deliveries;
    const fatal = blow?.during === 'delivering' && number === blow.deliveries ? blow : undefined;
    if (fatal?.answered === false) {
      strikeIn(fatal.afterMs);
      await child.ended;
      return undefined;
    }
    if (plan.answerMs > 0) await sleep(plan.answerMs);
    if (fatal !== undefined) strikeIn(fatal.afterMs);
    underWay--;
    return number === plan.refused ? 503 : 200;
  };

  const begunAt = Date.now();
  child.begin(settings, (line) => {
    const now = performance.now();
    switch (line.said) {
      case 'trouble':
        troubles.push(line.what);
        return;
      case 'receipt':
        receipts.push(line);
        if (blow?.during === 'appending' && receipts.length === blow.receipts) strikeIn(blow.afterMs);
        return;
      case 'opening':
        if (blow?.during === 'opening') strikeIn(blow.share * pace.openingMs);
        break;
      case 'ready':
        pace.openingMs = now - seen.since;
        break;
      case 'stopping':
        if (blow?.during === 'stopping') strikeIn(blow.share * pace.stoppingMs);
        break;
      case 'stopped':
        pace.stoppingMs = now - seen.since;
        seen.totals = line.totals;
    }
    seen.reached = line.said;
    seen.since = now;
  });
  const { code, signal, stderr } = await child.ended;
  const { reached, totals } = seen;
  clearTimeout(timer);
  clearTimeout(tooLong);
  const wasWell = signal === 'SIGKILL' || (code === 0 && reached === 'stopped');
  if (!wasWell || stderr !== '' || troubles.length > 0) {
    throw new Error(
      `life ${settings.life} went wrong while ${reached}: code ${code}, signal ${signal}\n${JSON.stringify(plan)}\n${[...troubles, stderr].join('\n')}`,
    );
  }
  return { record: { begunAt, reached, delivering }, receipts, totals };
}
