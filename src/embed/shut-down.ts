import type { Clock } from '../domain/clock.js';
import type { Duration } from '../domain/duration.js';
import { guardedLogger } from '../domain/guarded-logger.js';
import { type Logger, silentLogger } from '../domain/logger.js';
import type { Monitor } from '../domain/monitor.js';
import { OptionIssues } from '../domain/option-issues.js';
import { systemClock } from '../runtime/system-clock.js';
import type { Closable } from './closable.js';
import { drain } from './drain.js';

/** What ends together with a monitor, and how. */
export interface ShutDownOptions {
  /**
   * What to close before the monitor stops: servers, applications, and the handler if one is mounted, for its open streams
   * would hold the servers up.
   */
  readonly server?: Closable | readonly Closable[] | undefined;
  /** How long servers go on as before while `/readyz` says 503, so that load balancers see it. Default 0. */
  readonly delay?: Duration | undefined;
  /** How long requests under way may take once servers accept no more; then they are broken off. Default 10 s. */
  readonly grace?: Duration | undefined;
  /** Whether the process is ended at the end, with its `process.exitCode`. Default: it ends by itself when nothing is left. */
  readonly exit?: boolean | undefined;
  /** The clock of the monitor, if it was given one. Default: the machine's. */
  readonly clock?: Clock | undefined;
  /** Default: silent. */
  readonly logger?: Logger | undefined;
}

/** The names of these options, for others that take them, too. */
export const SHUT_DOWN_OPTIONS: readonly string[] = [
  'server',
  'delay',
  'grace',
  'exit',
  'clock',
  'logger',
] satisfies (keyof ShutDownOptions)[];

const underWay = new WeakMap<Monitor, Promise<void>>();

/**
 * Ends a monitor and what it is embedded in, in the order in which nothing is lost: the monitor turns to `stopping`, so that
 * `/readyz` says 503; servers accept no more and drain, while alerts are still taken; then what is owed is delivered and
 * the journal closed. Idempotent: a second call waits for the first.
 *
 * @throws (rejects with) a {@link ConfigError} for options that cannot be; nothing was ended then
 * @example
 * await shutDown(monitor, { server, grace: '20s' });
 */
export function shutDown(monitor: Monitor, options: ShutDownOptions = {}): Promise<void> {
  const known = underWay.get(monitor);
  if (known !== undefined) return known;
  let plan: ShutDownPlan;
  try {
    const issues = new OptionIssues('shutDown');
    issues.monitor(monitor);
    issues.known(options, SHUT_DOWN_OPTIONS);
    plan = readPlan(options, issues);
    issues.throwIfAny();
  } catch (error) {
    return Promise.reject(error);
  }
  const ended = end(monitor, plan);
  underWay.set(monitor, ended);
  return ended;
}

/** The options with their defaults. */
export interface ShutDownPlan {
  readonly closables: readonly Closable[];
  readonly delayMs: number;
  readonly graceMs: number;
  readonly exit: boolean;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Fills in what is left out; notes what cannot be. */
export function readPlan(options: ShutDownOptions, issues: OptionIssues): ShutDownPlan {
  const { server = [], delay = 0, grace = '10s', exit = false } = options;
  const { clock = systemClock, logger = silentLogger } = options;
  const several = isList(server);
  const closables = several ? server : [server];
  closables.forEach((closable, i) => {
    const remedy = 'give a server, an application, a handler, or a list of these';
    issues.having(several ? `server.${i}` : 'server', closable, ['close'], remedy);
  });
  issues.clock(clock);
  issues.logger(logger);
  return {
    closables,
    delayMs: issues.duration('delay', delay, { orZero: true }),
    graceMs: issues.duration('grace', grace, { orZero: true }),
    exit: issues.flag('exit', exit),
    clock,
    logger: guardedLogger(logger),
  };
}

async function end(monitor: Monitor, plan: ShutDownPlan): Promise<void> {
  const { closables, delayMs, graceMs, exit, clock, logger } = plan;
  const drained = async (): Promise<void> => {
    if (delayMs > 0) await new Promise<void>((resolve) => clock.setTimeout(resolve, delayMs));
    await drain(closables, { clock, logger, graceMs });
  };
  try {
    // The monitor says first that it stops.
    const after = Promise.resolve().then(drained);
    await monitor.stop({ after });
    // One that was stopped before did not wait for it.
    await after;
  } catch (error) {
    logger.error({ err: error }, 'the monitor did not stop as it should');
    if (!exit) throw error;
    // Nobody could hear of it any more: whoever started the process is told.
    process.exitCode ||= 1;
  }
  if (exit) process.exit();
}

function isList(server: Closable | readonly Closable[]): server is readonly Closable[] {
  return Array.isArray(server);
}
