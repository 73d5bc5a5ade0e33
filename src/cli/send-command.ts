import { type ArgsDef, defineCommand } from 'citty';
import { testNotification } from '../channels/test-notification.js';
import { tryChannel } from '../channels/try-channel.js';
import type { ResolvedChannel } from '../config/resolve-config.js';
import { didYouMean } from '../domain/closest-name.js';
import { formatDuration } from '../domain/duration.js';
import { isSeverity, SEVERITIES, type Severity } from '../domain/severity.js';
import { TocsinError } from '../domain/tocsin-error.js';
import { systemClock, systemId } from '../runtime/system-clock.js';
import { EXIT_FAILURE, EXIT_OK } from './exit-codes.js';
import { CONFIG_OPTION, loadForCli } from './load-for-cli.js';

/** `tocsin send`: sends one real message through one channel, past all filters, to see that it arrives. */
export const sendCommand = defineCommand<ArgsDef>({
  meta: { name: 'send', description: 'Send a test message through one channel' },
  args: {
    config: CONFIG_OPTION,
    channel: { type: 'string', valueHint: 'name', description: 'The channel to send through' },
    severity: { type: 'string', valueHint: 'severity', description: 'How severe it looks; default: info' },
    title: { type: 'string', valueHint: 'text', description: 'Default: Test message' },
    message: { type: 'string', valueHint: 'text', description: 'Default: a sentence that says it is a test' },
  },
  async run({ args }) {
    const { resolved } = await loadForCli(args.config, false);
    const [name, configured] = pickChannel(args.channel, resolved.channels);
    const severity = severityOf(args.severity);
    const words = { title: textOf(args.title), message: textOf(args.message), severity };
    const notification = testNotification(words, `test-${systemId()}`, systemClock.now());
    const outcome = await tryChannel(name, configured, notification, systemClock);
    await configured.channel.close?.();
    const where = `${name} (${configured.channel.kind})`;
    const took = formatDuration(outcome.latencyMs);
    if (!outcome.ok) {
      process.stderr.write(`not delivered to ${where} after ${took}: ${outcome.failure.message}\n`);
      return EXIT_FAILURE;
    }
    process.stdout.write(`delivered to ${where} in ${took}\n`);
    for (const problem of outcome.problems) process.stderr.write(`but: ${problem}\n`);
    return EXIT_OK;
  },
});

function pickChannel(
  wanted: unknown,
  channels: ReadonlyMap<string, ResolvedChannel>,
): readonly [string, ResolvedChannel] {
  const names = [...channels.keys()];
  const known = names.length === 0 ? 'none is configured' : `there are ${names.join(', ')}`;
  if (typeof wanted !== 'string') throw usageError(`say which channel with --channel; ${known}`);
  const channel = channels.get(wanted);
  if (channel === undefined) {
    throw usageError(`there is no channel ${wanted}${didYouMean(wanted, names) || `; ${known}`}`);
  }
  return [wanted, channel];
}

function severityOf(wanted: unknown): Severity {
  if (wanted === undefined) return 'info';
  if (isSeverity(wanted)) return wanted;
  throw usageError(`${String(wanted)} is no severity; use one of ${SEVERITIES.join(', ')}`);
}

function textOf(given: unknown): string | undefined {
  return typeof given === 'string' ? given : undefined;
}

function usageError(message: string): TocsinError {
  return new TocsinError('ERR_USAGE', `${message}\nSee tocsin send --help`);
}
