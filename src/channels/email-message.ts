import { cleanLine, type EscapeCharacter, truncate } from '../domain/clean-text.js';
import type { DataField } from '../domain/data-fields.js';
import type { Notification } from '../domain/notification.js';
import { describeNotification, type NotificationWords } from './describe-notification.js';

/** A mail's words. */
export interface EmailMessage {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Mail programs show little more of a subject. */
const LONGEST_SUBJECT = 200;

const ESCAPED: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Takes the meaning from what HTML would read as markup. */
export const escapeHtml: EscapeCharacter = (character) => ESCAPED[character] ?? character;

/** A notification as a mail with a text and an HTML part that say the same. */
export function emailMessage(notification: Notification): EmailMessage {
  const words = describeNotification(notification);
  const subject = cleanLine(`[${notification.severity.toUpperCase()}] ${words.title}`, LONGEST_SUBJECT);
  return { subject, text: textPart(words), html: htmlPart(words) };
}

function textPart({ title, message, facts, data, sample }: NotificationWords): string {
  const list = ({ name, value }: DataField): string => `${name}: ${value}`;
  const parts = [title, message, facts.map(list).join('\n'), data.map(list).join('\n'), sample.join('\n')];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function htmlPart({ icon, color, title, message, facts, data, sample }: NotificationWords): string {
  const border = `#${color.toString(16).padStart(6, '0')}`;
  const lines = [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8"></head>',
    '<body style="margin:0;padding:16px;font-family:sans-serif;font-size:14px;color:#222">',
    `<div style="border-left:4px solid ${border};padding:0 0 0 12px">`,
    `<h1 style="font-size:18px;margin:0 0 8px">${icon} ${html(title)}</h1>`,
    message === '' ? '' : `<p style="white-space:pre-wrap">${html(message)}</p>`,
    table(facts),
    table(data),
    sample.length === 0 ? '' : `<ul>\n${sample.map((line) => `<li>${html(line)}</li>`).join('\n')}\n</ul>`,
    '</div>',
    '</body></html>',
  ];
  return `${lines.filter((line) => line !== '').join('\n')}\n`;
}

function table(fields: readonly DataField[]): string {
  if (fields.length === 0) return '';
  const row = ({ name, value }: DataField): string =>
    `<tr><th align="left" style="padding:2px 12px 2px 0">${html(name)}</th><td>${html(value)}</td></tr>`;
  return `<table style="border-collapse:collapse;margin:8px 0">\n${fields.map(row).join('\n')}\n</table>`;
}

function html(text: string): string {
  return truncate(text, Number.POSITIVE_INFINITY, escapeHtml);
}
