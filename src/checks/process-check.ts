import type { CheckContext, CheckResult, Outcome } from '../domain/check.js';
import { OptionIssues, show } from '../domain/option-issues.js';
import { clockOf, steadyTime } from './clock-of.js';
import type { ClosableCheck } from './closable-check.js';
import { type ProcessSample, readProcessSample } from './process-sample.js';

/** From where on a figure is too high. */
export interface FigureLimits {
  /** Impaired from here on, below `fail`. Default: never. */
  readonly warn?: number | undefined;
  /** Failed from here on. Default: never. */
  readonly fail?: number | undefined;
}

/** What of this process must not grow too high; what is left out is measured and told all the same. */
export interface ProcessCheckOptions {
  /** Memory that is resident, in bytes. */
  readonly rss?: FigureLimits | undefined;
  /** The share of the heap's limit that is in use, in percent. Default `{ fail: 90 }`. */
  readonly heap?: FigureLimits | undefined;
  /** Processor time since the last check, in percent of one processor; above 100 where several threads work. */
  readonly cpu?: FigureLimits | undefined;
  /** What keeps the event loop going: sockets, timers, requests and the like. */
  readonly handles?: FigureLimits | undefined;
  /** Open file descriptors, sockets among them. Known on Linux and macOS. */
  readonly files?: FigureLimits | undefined;
}

type FigureName = keyof ProcessCheckOptions;

interface Figure {
  readonly name: FigureName;
  /** The highest limit that makes sense. */
  readonly most: number;
  readonly tell: (value: number) => string;
}

/** In the order in which they are told. */
const FIGURES: readonly Figure[] = [
  {
    name: 'rss',
    most: Number.MAX_SAFE_INTEGER,
    tell: (bytes) => `${Math.floor(bytes / 2 ** 20)} MiB resident`,
  },
  { name: 'heap', most: 100, tell: (percent) => `heap ${Math.floor(percent)}% used` },
  { name: 'cpu', most: 1e6, tell: (percent) => `cpu ${Math.floor(percent)}%` },
  { name: 'handles', most: 1e9, tell: (count) => `${count} open handles` },
  { name: 'files', most: 1e9, tell: (count) => `${count} open files` },
];

const NAMES: readonly string[] = FIGURES.map(({ name }) => name);

/** From the best to the worst. */
const OUTCOMES: readonly Outcome[] = ['pass', 'warn', 'fail'];

/**
 * Checks that this process does not outgrow its means. Without limits it fails when 90 % of the heap's limit are in use.
 * Processor time is measured from the first check on. A figure that cannot be known here fails if it has a limit.
 *
 * The data holds all figures that are known: `rss`, `heap`, `cpu`, `handles`, `files`.
 *
 * @throws {@link ConfigError} if a limit is no number of its kind or `warn` is not below `fail`.
 * @example processCheck({ rss: { warn: 400 * 2 ** 20, fail: 500 * 2 ** 20 }, cpu: { warn: 80 } })
 */
export function processCheck(options: ProcessCheckOptions = {}): ClosableCheck {
  return processCheckOver(readProcessSample, options);
}

/** {@link processCheck} over figures of your own, for tests. */
export function processCheckOver(
  read: () => Promise<ProcessSample>,
  options: ProcessCheckOptions,
): ClosableCheck {
  validate(options);
  const limits: ProcessCheckOptions = { ...options, heap: options.heap ?? { fail: 90 } };
  let before: { readonly at: number; readonly cpuMs: number } | undefined;
  const processCheck = async (context: CheckContext): Promise<CheckResult> => {
    const { cpuMs, ...figures } = await read();
    const at = steadyTime(clockOf(context, 'processCheck'));
    context.signal.throwIfAborted();
    const share = before && at > before.at ? ((cpuMs - before.cpuMs) / (at - before.at)) * 100 : undefined;
    if (before === undefined || at > before.at) before = { at, cpuMs };
    return judge({ ...figures, cpu: share === undefined ? 'not yet' : Math.max(0, share) }, limits);
  };
  const close = (): void => {
    before = undefined;
  };
  return Object.assign(processCheck, { close });
}

/** A figure may not be known here, or not yet. */
type Value = number | 'not yet' | undefined;

function judge(values: Readonly<Record<FigureName, Value>>, limits: ProcessCheckOptions): CheckResult {
  let worst = 0;
  const troubles: string[] = [];
  const told: string[] = [];
  const data: Record<string, number> = {};
  for (const { name, tell } of FIGURES) {
    const value = values[name];
    const { warn, fail } = limits[name] ?? {};
    if (value === 'not yet') continue;
    if (value === undefined) {
      if (warn === undefined && fail === undefined) continue;
      worst = 2;
      troubles.push(`how many open ${name} there are cannot be known here`);
      continue;
    }
    data[name] = Math.round(value * 10) / 10;
    told.push(tell(value));
    const rank = fail !== undefined && value >= fail ? 2 : warn !== undefined && value >= warn ? 1 : 0;
    if (rank > 0) troubles.push(`${tell(value)} (limit ${rank === 2 ? fail : warn})`);
    worst = Math.max(worst, rank);
  }
  const message = (troubles.length > 0 ? troubles : told).join('; ');
  return { outcome: OUTCOMES[worst] ?? 'fail', message, data };
}

function validate(options: ProcessCheckOptions): void {
  const issues = new OptionIssues('processCheck');
  issues.known(options, NAMES);
  for (const { name, most } of FIGURES) {
    if (options[name] !== undefined) checkLimits(issues, name, options[name], most);
  }
  issues.throwIfAny();
}

function checkLimits(issues: OptionIssues, name: string, given: unknown, most: number): void {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    issues.add(name, `${show(given)} is not { warn, fail }`);
    return;
  }
  const { warn, fail, ...rest } = given as Readonly<Record<string, unknown>>;
  for (const other of Object.keys(rest))
    issues.add(`${name}.${other}`, 'there is no such limit; write warn or fail');
  for (const [limit, value] of Object.entries({ warn, fail })) {
    if (value !== undefined) issues.number(`${name}.${limit}`, value, { from: 0, to: most });
  }
  if (typeof warn === 'number' && typeof fail === 'number' && warn >= fail) {
    issues.add(`${name}.warn`, `${warn} must be below fail, which is ${fail}`);
  }
}
