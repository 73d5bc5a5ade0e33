import type { Alert, AlertInput } from '../../domain/alert.js';
import { conditionKey } from './condition-key.js';
import type { PostedAlert } from './posted-alert.js';
import { readSeverity } from './read-severity.js';
import { readTime } from './read-time.js';

/** Marks the alerts that came in this way. */
export const SOURCE = 'prometheus';
const CATEGORY = 'prometheus';

/** What a client says of an alert beside its labels; all of it may change while the alert fires. */
export interface Saying {
  readonly annotations: Readonly<Record<string, string>>;
  /** Epoch milliseconds. */
  readonly startsAt: number | undefined;
  readonly generatorURL: string;
}

/** The condition that a posted alert is. */
export function inputOf(posted: PostedAlert): AlertInput {
  const { key, labels } = posted;
  return {
    key,
    kind: 'condition',
    title: labels.alertname ?? key,
    message: messageOf(posted.annotations),
    severity: readSeverity(labels.severity),
    category: labels.category ?? CATEGORY,
    source: SOURCE,
    labels,
    data: dataOf(posted),
  };
}

function messageOf({ summary = '', description = '' }: Readonly<Record<string, string>>): string {
  if (summary === '' || summary === description) return description;
  return description === '' ? summary : `${summary}\n${description}`;
}

/** All annotations, those that are the message last, for channels show the first fields; and where it comes from. */
function dataOf({ annotations, startsAt, generatorURL }: Saying): object {
  const data: Record<string, string> = {};
  for (const name in annotations) {
    if (name !== 'summary' && name !== 'description') data[name] = annotations[name] ?? '';
  }
  if (isLink(generatorURL)) data.generatorURL = generatorURL;
  if (startsAt !== undefined) data.startsAt = new Date(startsAt).toISOString();
  const { summary, description } = annotations;
  if (summary !== undefined) data.summary = summary;
  if (description !== undefined) data.description = description;
  return data;
}

/** What was said of an alert when it was raised, read back from its data. */
export function sayingOf({ data }: Pick<Alert, 'data'>): Saying {
  const { generatorURL = '', startsAt, ...annotations } = textsOf(data);
  const at = readTime(startsAt);
  return { annotations, generatorURL, startsAt: Number.isNaN(at) ? undefined : at };
}

function textsOf(data: object): Record<string, string> {
  return Object.fromEntries(
    Object.entries(data).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

/** Whether an alert came in this way, by this version's rules. */
export function isPosted({ kind, source, labels, key }: Alert): boolean {
  return kind === 'condition' && source === SOURCE && conditionKey(labels) === key;
}

/** A web address, in which no name or password stands before the host. */
const LINK = /^https?:\/\/[^/?#@\\\s]+(?:[/?#]\S*)?$/i;

/** Whether a text may be shown as a link: a web address that carries no password. */
export function isLink(text: string): boolean {
  return LINK.test(text) && URL.canParse(text);
}
