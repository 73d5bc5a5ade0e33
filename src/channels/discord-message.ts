import { CUT_MARK, truncate } from '../domain/clean-text.js';
import type { DataField } from '../domain/data-fields.js';
import { escapeMarkdown } from '../domain/escape-markdown.js';
import type { Notification } from '../domain/notification.js';
import { describeNotification } from './describe-notification.js';

/** Discord's limits for one embed, in characters; the last is for all its texts together. */
const LONGEST_TITLE = 256;
const LONGEST_DESCRIPTION = 4_096;
const LONGEST_NAME = 256;
const LONGEST_VALUE = 1_024;
const LONGEST_FOOTER = 200;
const MOST_FIELDS = 25;
const LONGEST_EMBED = 6_000;

/** What fields may take, so that the message has room. */
const LONGEST_FIELDS = 3_000;

interface EmbedField {
  readonly name: string;
  readonly value: string;
  readonly inline: boolean;
}

/** The body of a post to a webhook: one embed that mentions nobody, whatever its texts say. */
export function discordMessage(notification: Notification): object {
  const { icon, color, title, message, facts, data, sample } = describeNotification(notification);
  const heading = markdown(`${icon} ${title}`, LONGEST_TITLE);
  const footer = truncate(notification.id, LONGEST_FOOTER);
  const fields = fitFields([
    ...facts.filter(({ name }) => name !== 'Time').map(asField),
    ...data.map(asField),
  ]);
  const room = LONGEST_EMBED - heading.length - footer.length - lengthOf(fields);
  return {
    allowed_mentions: { parse: [] },
    embeds: [
      {
        title: heading,
        description: describe(message, sample, Math.min(LONGEST_DESCRIPTION, room)),
        color,
        timestamp: new Date(notification.at).toISOString(),
        fields,
        footer: { text: footer },
      },
    ],
  };
}

/** The message and below it the sample, whose place is not given to a long message. */
function describe(message: string, sample: readonly string[], room: number): string {
  const list = markdown(sample.join('\n'), room);
  if (list === '') return markdown(message, room);
  const text = markdown(message, Math.max(0, room - list.length - 2));
  return text === '' ? list : `${text}\n\n${list}`;
}

function asField({ name, value }: DataField): EmbedField {
  // Discord refuses empty texts.
  return {
    name: markdown(name, LONGEST_NAME) || '-',
    value: markdown(value, LONGEST_VALUE) || '-',
    inline: value.length < 40,
  };
}

/** As many fields as there is room for, with a mark if some are missing. */
function fitFields(fields: readonly EmbedField[]): EmbedField[] {
  const kept: EmbedField[] = [];
  let left = LONGEST_FIELDS;
  for (const field of fields) {
    left -= field.name.length + field.value.length;
    if (left < 0 || kept.length === MOST_FIELDS - 1) {
      return [...kept, { name: CUT_MARK, value: `${fields.length - kept.length} more`, inline: false }];
    }
    kept.push(field);
  }
  return kept;
}

function lengthOf(fields: readonly EmbedField[]): number {
  return fields.reduce((sum, { name, value }) => sum + name.length + value.length, 0);
}

function markdown(text: string, limit: number): string {
  return truncate(text, limit, escapeMarkdown);
}
