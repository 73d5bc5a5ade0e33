import { type ArgsDef, defineCommand } from 'citty';
import type { LoadedConfig } from '../config/load-config.js';
import type { Awaitable } from '../domain/check.js';
import { TocsinError } from '../domain/tocsin-error.js';
import type { Journal } from '../journal/journal.js';
import { backtest } from '../runtime/backtest.js';
import { systemClock } from '../runtime/system-clock.js';
import { backtestLines } from './backtest-lines.js';
import { JOURNAL_OPTION } from './choose-journal.js';
import { EXIT_MISSED, EXIT_OK } from './exit-codes.js';
import { CONFIG_OPTION, loadForCli } from './load-for-cli.js';
import { openJournalFile } from './open-journal.js';
import { PacedWriter } from './paced-writer.js';
import { createPaint, type Paint, wantsColour } from './paint.js';
import { parseMoment } from './parse-moment.js';

/** `tocsin backtest`: says what would have been sent under another configuration. Sends and checks nothing. */
export const backtestCommand = defineCommand<ArgsDef>({
  meta: { name: 'backtest', description: 'Show what a configuration would have sent, from the journal' },
  args: {
    config: {
      ...CONFIG_OPTION,
      description: 'The configuration to try; default: the one tocsin.config.* here',
    },
    journal: JOURNAL_OPTION,
    since: {
      type: 'string',
      valueHint: 'time',
      description: 'Compare from here on: 7d (before now) or a date; default: all',
    },
    until: { type: 'string', valueHint: 'time', description: 'Compare up to here; default: to the end' },
    json: { type: 'boolean', description: 'Write the whole report as one JSON document' },
  },
  async run({ args }) {
    const span = backtestSpan(args, systemClock.now());
    const loaded = await loadForCli(args.config, false);
    const journal = await openJournalFile({ journal: args.journal, loaded });
    const output = new PacedWriter(process.stdout, new AbortController().signal);
    const options = {
      ...span,
      json: args.json === true,
      paint: createPaint(wantsColour(process.stdout, process.env)),
    };
    try {
      const code = await runBacktest(journal, loaded, options, (line) => output.write(line));
      await output.end();
      return code;
    } finally {
      await journal.close();
    }
  },
});

export interface RunBacktestOptions {
  /** Epoch milliseconds. */
  readonly from?: number | undefined;
  /** Epoch milliseconds. */
  readonly to?: number | undefined;
  readonly json?: boolean | undefined;
  readonly paint?: Paint | undefined;
}

/** Writes what the configuration would have changed, and returns the exit code. */
export async function runBacktest(
  journal: Pick<Journal, 'read'>,
  { config }: Pick<LoadedConfig, 'config'>,
  { from, to, json = false, paint = createPaint(false) }: RunBacktestOptions,
  write: (line: string) => Awaitable<void>,
): Promise<number> {
  const report = await backtest({ journal, config, from, to });
  for (const line of json ? [JSON.stringify(report)] : backtestLines(report, paint)) await write(line);
  return report.missedCritical.length === 0 ? EXIT_OK : EXIT_MISSED;
}

/**
 * Turns the options of `tocsin backtest` into a span.
 *
 * @throws {@link TocsinError} `ERR_USAGE` for times that are none, or no span.
 */
export function backtestSpan(
  { since, until }: Readonly<Record<string, unknown>>,
  now: number,
): Pick<RunBacktestOptions, 'from' | 'to'> {
  const from = since === undefined ? undefined : parseMoment(String(since), now);
  const to = until === undefined ? undefined : parseMoment(String(until), now);
  if (from !== undefined && to !== undefined && from >= to) {
    throw new TocsinError(
      'ERR_USAGE',
      `--since ${String(since)} is not before --until ${String(until)}; give an earlier one\nSee tocsin backtest --help`,
    );
  }
  return { from, to };
}
