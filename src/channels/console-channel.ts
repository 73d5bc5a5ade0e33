import type { Channel } from '../domain/channel.js';
import { cleanLine, cleanText, LONGEST_MESSAGE, LONGEST_TITLE } from '../domain/clean-text.js';
import { formatConsole } from '../domain/format-alert.js';
import type { Notification } from '../domain/notification.js';
import { kindOf, OptionIssues } from '../domain/option-issues.js';
import { plainData } from '../domain/plain-data.js';
import type { Severity } from '../domain/severity.js';
import { defineChannel } from './define-channel.js';
import { type LineStream, writeLine } from './write-line.js';

/** How the console channel writes. */
export interface ConsoleChannelOptions {
  /** Default `process.stdout`. It is never closed. */
  readonly stream?: LineStream | undefined;
  /** Whether severities are coloured. Default: if the stream is a terminal and `NO_COLOR` is not set. */
  readonly color?: boolean | undefined;
  /** Whether to write one JSON object a line instead of text, for log collectors. Default false. */
  readonly json?: boolean | undefined;
}

const OPTIONS: readonly string[] = ['stream', 'color', 'json'] satisfies (keyof ConsoleChannelOptions)[];

/** SGR codes: dim, cyan, yellow, red, white on red. */
const COLOURS: Readonly<Record<Severity, string>> = {
  debug: '2',
  info: '36',
  warning: '33',
  error: '31',
  critical: '97;41',
};

/**
 * A channel that writes each notification as one line: `[YYYY-MM-DD HH:MM:SS] [SEVERITY] title: message`. The time
 * is UTC.
 *
 * @throws {@link ConfigError} for options that cannot be.
 * @example
 * createMonitor({ channels: { console: consoleChannel({ stream: process.stderr, json: true }) } })
 */
export function consoleChannel(options: ConsoleChannelOptions = {}): Channel {
  refuseWrong(options);
  // Looked up at each send: programs and tests replace process.stdout.
  const target = (): LineStream => options.stream ?? process.stdout;
  const coloured = (): boolean => options.color ?? (target().isTTY === true && !process.env.NO_COLOR);
  return defineChannel({
    kind: 'console',
    send: (notification, { signal }) => {
      const line = options.json === true ? jsonLine(notification) : textLine(notification, coloured());
      return writeLine(target(), line, signal);
    },
    recipe() {
      const name = ownName(target());
      const { json } = options;
      return name && { module: import.meta.url, name, options: { color: coloured(), json } };
    },
  });
}

function refuseWrong(options: ConsoleChannelOptions): void {
  const issues = new OptionIssues('consoleChannel');
  issues.known(options, OPTIONS);
  const { stream, color, json } = options;
  if (stream !== undefined && typeof Object(stream).write !== 'function') {
    issues.add('stream', `${kindOf(stream)} cannot be written to; give a stream such as process.stderr`);
  }
  if (color !== undefined) issues.flag('color', color);
  if (json !== undefined) issues.flag('json', json);
  issues.throwIfAny();
}

/** The same on the standard error of a process: what a recipe names. */
export function errorConsoleChannel(options: ConsoleChannelOptions): Channel {
  return consoleChannel({ ...options, stream: process.stderr });
}

/** Who writes to the same place in a process that shares its output with this one. */
function ownName(stream: LineStream): 'consoleChannel' | 'errorConsoleChannel' | undefined {
  if (stream === process.stdout) return 'consoleChannel';
  return stream === process.stderr ? 'errorConsoleChannel' : undefined;
}

function textLine(notification: Notification, coloured: boolean): string {
  const line = formatConsole(notification);
  const severity = `[${notification.severity.toUpperCase()}]`;
  // The first such bracket is ours: only the time stands before it.
  const shown = coloured
    ? line.replace(severity, () => `\u001b[${COLOURS[notification.severity]}m${severity}\u001b[0m`)
    : line;
  return notification.reason === 'escalated' ? `${shown} (escalated)` : shown;
}

function jsonLine(notification: Notification): string {
  const { id, at, severity, reason, category, count, total, groupKey, alerts } = notification;
  return JSON.stringify({
    time: new Date(at).toISOString(),
    severity,
    title: cleanLine(notification.title, LONGEST_TITLE),
    message: cleanText(notification.message, LONGEST_MESSAGE),
    category: cleanLine(category, LONGEST_TITLE),
    reason,
    count,
    total,
    groupKey: cleanLine(groupKey, LONGEST_TITLE),
    id,
    data: plainData(alerts.at(-1)?.data),
  });
}
