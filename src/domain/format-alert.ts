import type { Alert } from './alert.js';
import { cleanLine, cleanText, LONGEST_MESSAGE, LONGEST_TITLE, truncate } from './clean-text.js';
import { type DataField, dataFields } from './data-fields.js';
import { escapeMarkdown } from './escape-markdown.js';
import type { Severity } from './severity.js';

/** What both an alert and a notification have. */
export type Headline = Pick<Alert, 'at' | 'severity' | 'title' | 'message'>;

/** One sign for each severity, for places that show emoji. */
export const SEVERITY_ICONS: Readonly<Record<Severity, string>> = {
  debug: '🔍',
  info: 'ℹ️',
  warning: '⚠️',
  error: '🔴',
  critical: '🚨',
};

/**
 * An alert or a notification as one line of text, its time in UTC. Line breaks and control characters in it cannot
 * begin another line or steer a terminal.
 *
 * @example formatConsole(alert) // '[2026-03-01 12:00:00] [ERROR] Disk full: 95 % used'
 */
export function formatConsole(alert: Headline): string {
  const title = cleanLine(alert.title, LONGEST_TITLE);
  const message = cleanLine(alert.message, LONGEST_MESSAGE);
  const text = message === '' ? title : `${title}: ${message}`;
  return `[${formatTime(alert.at)}] [${alert.severity.toUpperCase()}] ${text}`;
}

/**
 * An alert as Markdown: the bold title with its severity's icon, then severity, category, time, message and the first
 * fields of its data. Markup in the alert's own texts is escaped.
 */
export function formatMarkdown(alert: Headline & Pick<Alert, 'category' | 'data'>): string {
  const message = markdown(cleanText(alert.message, LONGEST_MESSAGE).trim());
  const parts = [
    `${SEVERITY_ICONS[alert.severity]} **${markdown(cleanLine(alert.title, LONGEST_TITLE))}**`,
    [
      `**Severity:** ${alert.severity.toUpperCase()}`,
      `**Category:** ${markdown(cleanLine(alert.category, LONGEST_TITLE))}`,
      `**Time:** ${formatTime(alert.at)} UTC`,
    ].join('  \n'),
    message,
    dataFields(alert.data).map(markdownField).join('\n'),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

/**
 * A time as `YYYY-MM-DD HH:MM:SS` in UTC.
 *
 * @param at epoch milliseconds
 */
export function formatTime(at: number): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return String(at);
  return date.toISOString().slice(0, -5).replace('T', ' ');
}

function markdown(text: string): string {
  return truncate(text, Number.POSITIVE_INFINITY, escapeMarkdown);
}

function markdownField({ name, value }: DataField): string {
  return `- **${markdown(name)}:** ${markdown(value)}`;
}
