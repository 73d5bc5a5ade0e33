import { type EscapeCharacter, truncate } from '../domain/clean-text.js';
import type { DataField } from '../domain/data-fields.js';
import type { Notification } from '../domain/notification.js';
import { describeNotification } from './describe-notification.js';

/** Slack's limits, in characters after escaping. There are never more facts or fields of data than its ten a section. */
const LONGEST_HEADER = 150;
const LONGEST_SECTION = 3_000;
const LONGEST_FIELD = 2_000;

const ESCAPED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** The only escaping Slack knows; it also takes the meaning from `<!channel>` and `<@U…>`. */
export const escapeSlack: EscapeCharacter = (character) => ESCAPED[character] ?? character;

/** The body of a post to an incoming webhook: Block Kit, with a text for where blocks are not shown. */
export function slackMessage(notification: Notification): object {
  const { icon, title, message, facts, data, sample } = describeNotification(notification);
  const headline = title === '' ? notification.severity.toUpperCase() : title;
  return {
    text: shown(`${icon} ${headline}${message === '' ? '' : `: ${message}`}`, LONGEST_SECTION),
    unfurl_links: false,
    unfurl_media: false,
    blocks: [
      {
        type: 'header',
        text: { type: 'plain_text', text: shown(`${icon} ${headline}`, LONGEST_HEADER), emoji: true },
      },
      ...textSection(message),
      ...fieldSection(facts),
      ...fieldSection(data),
      ...textSection(sample.join('\n')),
      { type: 'context', elements: [{ type: 'mrkdwn', text: shown(notification.id, LONGEST_FIELD) }] },
    ],
  };
}

function textSection(text: string): object[] {
  return text === '' ? [] : [{ type: 'section', text: mrkdwn(text, LONGEST_SECTION) }];
}

function fieldSection(fields: readonly DataField[]): object[] {
  if (fields.length === 0) return [];
  const shownFields = fields.map(({ name, value }) => {
    const label = `*${shown(name, LONGEST_FIELD / 4)}*\n`;
    // Slack refuses empty fields.
    return { type: 'mrkdwn', text: label + (shown(value, LONGEST_FIELD - label.length) || '-') };
  });
  return [{ type: 'section', fields: shownFields }];
}

function mrkdwn(text: string, limit: number): object {
  return { type: 'mrkdwn', text: shown(text, limit) };
}

function shown(text: string, limit: number): string {
  return truncate(text, limit, escapeSlack);
}
