import { type ArgsDef, defineCommand } from 'citty';
import { consoleChannel } from '../channels/console-channel.js';
import type { LoadedConfig } from '../config/load-config.js';
import type { Channel } from '../domain/channel.js';
import type { WatchConfig } from '../domain/monitor-config.js';
import { DEFAULT_PORT, type Served } from '../http/serve.js';
import { createMonitor } from '../runtime/create-monitor.js';
import { systemClock } from '../runtime/system-clock.js';
import { chooseHttp } from './choose-http.js';
import { chooseJournal, describeJournal, JOURNAL_OPTION } from './choose-journal.js';
import { createPartFactory } from './create-part-factory.js';
import { EXIT_OK } from './exit-codes.js';
import { FollowedFiles } from './followed-files.js';
import { lineWriter } from './line-writer.js';
import { CONFIG_OPTION, loadForCli } from './load-for-cli.js';
import { createPaint, wantsColour } from './paint.js';
import { Reloader } from './reloader.js';
import { servePage } from './serve-page.js';
import { stderrLogger } from './stderr-logger.js';
import { pendingLine, tellStory } from './tell-story.js';
import { untilStopped } from './until-stopped.js';

/** `tocsin run`: watches until a signal stops it. */
export const runCommand = defineCommand<ArgsDef>({
  meta: { name: 'run', description: 'Watch the configured services until stopped' },
  args: {
    config: CONFIG_OPTION,
    journal: {
      ...JOURNAL_OPTION,
      valueHint: 'file|memory',
      description:
        "Where events are kept; default: as configured, else tocsin.db beside the configuration; 'memory' keeps nothing",
    },
    port: {
      type: 'string',
      alias: 'p',
      valueHint: 'number',
      description: `Where the page is served; default: as configured, else ${DEFAULT_PORT}; 0: any that is free`,
    },
    host: {
      type: 'string',
      valueHint: 'address',
      description:
        'Where to listen; default: as configured, else 127.0.0.1; elsewhere TOCSIN_TOKEN must be set',
    },
    http: { type: 'boolean', default: true, negativeDescription: 'Serve no page and no API' },
    reload: {
      type: 'boolean',
      default: true,
      negativeDescription: 'Do not follow changes of the configuration file',
    },
    json: {
      type: 'boolean',
      description: 'Write every recorded event to stdout as a line of JSON, and nothing else',
    },
  },
  async run({ args }) {
    const output = process.stdout;
    const json = args.json === true;
    if (json) divertStdout();
    const colour = wantsColour(process.stdout, process.env);
    const console = consoleChannel({ color: colour });
    const files = new FollowedFiles();
    const note = (file: string): void => files.note(file);
    const loaded = await loadForCli(args.config, colour, note);
    let hangUp = (): void => {};
    // Without a terminal to lose, SIGHUP asks to read the configuration again.
    const stopped = untilStopped(output, process.stdout.isTTY ? undefined : () => hangUp());
    const chosen = chooseJournal(args.journal ?? process.env.TOCSIN_JOURNAL, loaded.journal);
    const journal = chosen.type === 'given' ? chosen.journal : createPartFactory(colour).journal(chosen);
    const monitor = createMonitor({ ...withConsole(loaded, console), journal }, { logger: stderrLogger });
    const follow = async (reloader: Reloader): Promise<void> => {
      hangUp = () => void reloader.reload();
      if (args.reload !== false) reloader.follow();
      await reloader.started();
    };
    const write = lineWriter(output, (lines) => {
      process.stderr.write(
        `tocsin warning: ${lines} line${lines === 1 ? ' was' : 's were'} left out: stdout was not read in time\n`,
      );
    });
    const reloader = new Reloader({
      monitor,
      clock: systemClock,
      loaded: { ...loaded, config: withConsole(loaded, console) },
      load: async () => {
        // The one that was found: if it is gone for a while, nothing else takes its place.
        const again = await loadForCli(loaded.path ?? args.config, colour, note);
        return { ...again, config: withConsole(again, console) };
      },
      files,
      tell: (line) => {
        if (!json) write(`Configuration: ${line}`);
      },
      warn: (line) => process.stderr.write(`tocsin warning: ${line}\n`),
    });
    let page: Served | undefined;
    try {
      page = await servePage(monitor, chooseHttp(args, process.env, loaded.resolved.http));
      if (json) monitor.events$.subscribe((event) => write(JSON.stringify(event)));
      else {
        const places = { journal: describeJournal(chosen), page: page?.url };
        tellStory(monitor, loaded, places, createPaint(colour), write);
      }
      // A start that takes long can be stopped, too.
      const reason = await Promise.race([
        stopped,
        monitor
          .start()
          .then(() => follow(reloader))
          .then(() => stopped),
      ]);
      if (!json && reason !== 'output closed') write(`${reason}: stopping`);
    } finally {
      reloader.end();
      await monitor.stop();
      await page?.close();
    }
    const untold = json ? undefined : pendingLine(monitor.channelStats());
    if (untold !== undefined) write(untold);
    return EXIT_OK;
  },
});

/** The console is what there is if no channel is configured; here it is coloured as the rest. */
function withConsole({ config, resolved }: LoadedConfig, console: Channel): WatchConfig {
  return resolved.channels.size > 0 ? config : { ...config, channels: { console } };
}

/** Whatever else is written to stdout, by a channel or by the configuration, goes to stderr from now on. */
function divertStdout(): void {
  Object.defineProperty(process, 'stdout', { value: process.stderr, configurable: true });
}
