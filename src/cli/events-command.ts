import { type ArgsDef, defineCommand } from 'citty';
import { cleanLine } from '../domain/clean-text.js';
import { EVENT_TYPES, type RecordedEvent } from '../domain/events.js';
import { formatTime } from '../domain/format-alert.js';
import { systemClock } from '../runtime/system-clock.js';
import { JOURNAL_OPTION } from './choose-journal.js';
import { describeEvent } from './describe-event.js';
import { EventFeed } from './event-feed.js';
import { eventQuery } from './event-query.js';
import { EXIT_OK } from './exit-codes.js';
import { CONFIG_OPTION } from './load-for-cli.js';
import { openJournalFile } from './open-journal.js';
import { PacedWriter } from './paced-writer.js';
import { createPaint, type Paint, wantsColour } from './paint.js';
import { untilStopped } from './until-stopped.js';

/** `tocsin events`: shows what a journal holds, an event a line, also while another process writes it. */
export const eventsCommand = defineCommand<ArgsDef>({
  meta: { name: 'events', description: 'Show recorded events, one a line' },
  args: {
    journal: JOURNAL_OPTION,
    config: CONFIG_OPTION,
    follow: { type: 'boolean', alias: 'f', description: 'Show the last 10 and then go on as they come' },
    type: {
      type: 'string',
      valueHint: 'types',
      description: "Only these, such as 'status.changed,delivery.*'",
    },
    subject: {
      type: 'string',
      valueHint: 'name',
      description: 'Only those about this service, key or channel',
    },
    since: { type: 'string', valueHint: 'time', description: 'From here on: 1h (before now) or a date' },
    until: { type: 'string', valueHint: 'time', description: 'Up to here: 1h (before now) or a date' },
    limit: { type: 'string', alias: 'n', valueHint: 'count', description: 'Only the last so many' },
    json: { type: 'boolean', description: 'Write each event as a line of JSON' },
  },
  async run({ args }) {
    const query = eventQuery(args, systemClock.now());
    const journal = await openJournalFile({ journal: args.journal, config: args.config });
    const stopping = new AbortController();
    void untilStopped(process.stdout).then(() => stopping.abort());
    const stop = stopping.signal;
    const output = new PacedWriter(process.stdout, stop);
    const paint = createPaint(wantsColour(process.stdout, process.env));
    const show = (event: RecordedEvent): Promise<void> =>
      output.write(args.json === true ? JSON.stringify(event) : eventLine(event, paint));
    const feed = new EventFeed(journal, query);
    try {
      for await (const event of feed.recorded()) {
        if (stop.aborted) break;
        await show(event);
      }
      if (args.follow === true)
        for await (const event of feed.following(systemClock, stop)) await show(event);
      await output.end();
    } finally {
      await journal.close();
    }
    return EXIT_OK;
  },
});

const LONGEST_TYPE = Math.max(...EVENT_TYPES.map((type) => type.length));

/** An event as a line: position, time in UTC, type, subject and what its data says. */
export function eventLine(event: RecordedEvent, paint: Paint): string {
  const { position, at, type, subject } = event;
  const place = paint('dim', `${String(position).padStart(6)}  ${formatTime(at)}`);
  const words = [type.padEnd(LONGEST_TYPE), cleanLine(subject, 200), describeEvent(event)];
  return `${place}  ${words
    .filter((word) => word !== '')
    .join('  ')
    .trimEnd()}`;
}
