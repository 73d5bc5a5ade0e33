// A process that ends, or does not, by an error that nobody catches: node last-words-child.mjs <JSON>
import {
  consoleChannel,
  createMonitor,
  defineChannel,
  discordChannel,
  emailChannel,
  slackChannel,
  sqliteJournal,
  webhookChannel,
} from 'tocsin';

const { channels, fallback, journal, lives, renews } = JSON.parse(process.argv[2]);
const MAKERS = { discordChannel, emailChannel, slackChannel, webhookChannel };
const own = defineChannel({ kind: 'own', send: () => Promise.reject(new Error('no answer')) });
const made = Object.entries(channels).map(([name, [maker, options]]) => [
  name,
  MAKERS[maker]?.(options) ?? own,
]);
const error = (about, message) => process.stderr.write(`${message} ${JSON.stringify(about)}\n`);
const quiet = () => {};
const config = {
  errors: { hooks: true },
  channels: {
    ...Object.fromEntries(made),
    errors: { channel: consoleChannel({ stream: process.stderr }), categories: ['none'] },
  },
  ...(fallback === undefined ? {} : { alerts: { fallback } }),
  ...(journal === undefined ? {} : { journal: sqliteJournal(journal) }),
};
const logger = { debug: quiet, info: quiet, warn: quiet, error };
const monitor = createMonitor(config, { logger });

/** What a monitor that lived on counts, also when its sinks are made anew; then it stops. */
async function liveOn() {
  const sent = () => Object.values(monitor.channelStats()).map((stats) => stats.sent);
  const counts = [sent()];
  const channels = Object.entries(config.channels).map(([name, channel]) => [
    name,
    { ...(channel.channel === undefined ? { channel } : channel), timeout: '7s' },
  ]);
  await monitor.reconfigure({ ...config, channels: Object.fromEntries(channels) });
  await monitor.flush();
  counts.push(sent());
  process.stderr.write(`sent ${JSON.stringify(counts)}\n`);
  await monitor.stop();
}

let errors = 0;
if (lives) {
  process.on('uncaughtException', () => {
    if (++errors === lives) setTimeout(() => void (renews ? liveOn() : monitor.stop()), 500);
  });
}
await monitor.start();
for (let i = 0; i < (lives ?? 1); i++) {
  setImmediate(() => {
    // Each of another kind, so that each is worth an alert.
    throw i === 0
      ? new TypeError('boom')
      : Object.assign(new Error('boom'), { code: ['ENOSPC', 'EACCES'][i % 2] });
  });
}
