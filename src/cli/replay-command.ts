import { type ArgsDef, defineCommand } from 'citty';
import { TocsinError } from '../domain/tocsin-error.js';
import { systemClock } from '../runtime/system-clock.js';
import { JOURNAL_OPTION } from './choose-journal.js';
import { EXIT_OK } from './exit-codes.js';
import { CONFIG_OPTION } from './load-for-cli.js';
import { openJournalFile } from './open-journal.js';
import { PacedWriter } from './paced-writer.js';
import { createPaint, wantsColour } from './paint.js';
import { parseMoment } from './parse-moment.js';
import { type ReplayOptions, replay } from './replay.js';
import { untilStopped } from './until-stopped.js';

/** `tocsin replay`: tells what happened in a span, from the journal. */
export const replayCommand = defineCommand<ArgsDef>({
  meta: { name: 'replay', description: 'Tell what happened, from the journal' },
  args: {
    journal: JOURNAL_OPTION,
    config: CONFIG_OPTION,
    since: {
      type: 'string',
      valueHint: 'time',
      description: 'From here on: 7d (before now) or a date; default: 24h',
    },
    until: { type: 'string', valueHint: 'time', description: 'Up to here; default: now' },
    service: { type: 'string', valueHint: 'name', description: 'Only what concerns this service' },
    all: { type: 'boolean', description: 'Tell each check, too' },
  },
  async run({ args }) {
    const options = replayOptions(args, systemClock.now());
    const journal = await openJournalFile({ journal: args.journal, config: args.config });
    const stopping = new AbortController();
    void untilStopped(process.stdout).then(() => stopping.abort());
    const output = new PacedWriter(process.stdout, stopping.signal);
    const paint = createPaint(wantsColour(process.stdout, process.env));
    try {
      for await (const line of replay(journal, options, paint)) {
        if (stopping.signal.aborted) break;
        await output.write(line);
      }
      await output.end();
    } finally {
      await journal.close();
    }
    return EXIT_OK;
  },
});

/**
 * Turns the options of `tocsin replay` into what is to be told.
 *
 * @throws {@link TocsinError} `ERR_USAGE` for times that are none, or no span.
 */
export function replayOptions(
  { since = '24h', until, service, all }: Readonly<Record<string, unknown>>,
  now: number,
): ReplayOptions {
  const from = parseMoment(String(since), now);
  // What happens now is a part of the last day.
  const to = until === undefined ? now + 1 : parseMoment(String(until), now);
  if (from >= to) {
    throw new TocsinError(
      'ERR_USAGE',
      `--since ${String(since)} is not before ${until === undefined ? 'now' : `--until ${String(until)}`}; give an earlier one\nSee tocsin replay --help`,
    );
  }
  return { from, to, service: service === undefined ? undefined : String(service), all: all === true };
}
