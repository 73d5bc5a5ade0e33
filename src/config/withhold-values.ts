import type { ConfigIssue } from '../domain/config-error.js';
import { describeValue } from './describe-value.js';

/** A value that came out of the environment. */
export interface FilledIn {
  /** What stood there before, such as `${NAME}`; that may be shown. */
  readonly before: string;
  /** What stands there now, as a text; that may be a secret. */
  readonly after: string;
}

/** So many characters of a value in a row, and it is taken to be shown. */
const PART = 6;

const QUOTED = /"(?:[^"\\]|\\.)*"/g;
/** What stands for a name until the end. No message has these characters of its own. */
const MASKS = /\0(\d+)\0/g;
const NUMBER = /^-?\d+(\.\d+)?$/;
/** Examples that messages give. What somebody wrote stands in double quotes. */
const EXAMPLE = /(?<=(?:such as|write|or|and|,) )'[^'"]{0,40}'|(?<=such as )[^\s"']+/g;

/**
 * An issue without any value that came out of the environment: it stands there under the name it has. Where that cannot
 * be told for sure, nothing of the message is left.
 *
 * @param filledIn what came out of the environment, by path
 */
export function withholdValues(
  { path, message }: ConfigIssue,
  filledIn: ReadonlyMap<string, FilledIn>,
): ConfigIssue {
  const values = [...filledIn];
  const names = values.map(([, value]) => nameOf(value));
  let rest = message;
  for (const [i, [at, { after }]] of values.entries()) {
    const mask = `\0${i}\0`;
    rest = rest.replace(QUOTED, (quoted) => (shows(quoted, after, at, path) ? mask : quoted));
    if (isWithin(at, path) || isWithin(path, at)) rest = maskNumber(rest, after, mask);
  }
  const plain = rest.replace(MASKS, '\0').replace(EXAMPLE, '\0');
  const shown = values.find(([at, { after }]) => areNear(at, path) && sharePart(plain, after));
  if (shown === undefined) return { path, message: rest.replace(MASKS, (_, i) => names[Number(i)] ?? '') };
  const [at, value] = shown;
  const instead = isWithin(path, at)
    ? `the value of ${nameOf(value)} cannot be used here`
    : `cannot be used; why is not shown, for that holds the value of ${nameOf(value)}`;
  return { path, message: instead };
}

/** Whether a text in quotes is a form of a value: whole or cut, with a part of it masked, escaped in whatever way. */
function shows(quoted: string, value: string, at: string, path: string): boolean {
  const text = unquoted(quoted);
  if (sharePart(text, value)) return true;
  return plainly(text) === plainly(value) && (plainly(text) === '' ? at === path : areNear(at, path));
}

/** What stands for a value. */
function nameOf({ before, after }: FilledIn): string {
  return `${describeValue(before)}${after.trim() === '' ? ', which is empty' : ''}`;
}

function unquoted(quoted: string): string {
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted.slice(1, -1);
  }
}

function maskNumber(text: string, value: string, mask: string): string {
  if (!NUMBER.test(value)) return text;
  const digits = [value, String(Number(value))].map((form) => form.replace(/[.+]/g, '\\$&'));
  return text.replace(new RegExp(`(?<![\\w.\\0])(?:${digits.join('|')})(?![\\w\\0]|\\.\\d)`, 'g'), mask);
}

function sharePart(text: string, value: string): boolean {
  const parts = new Set(partsOf(plainly(text)));
  return parts.size > 0 && partsOf(plainly(value)).some((part) => parts.has(part));
}

function partsOf(text: string): string[] {
  return Array.from({ length: Math.max(0, text.length - PART + 1) }, (_, i) => text.slice(i, i + PART));
}

/** Messages show no line breaks and the like, and may change the case. */
function plainly(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
      .replace(/[\s\u0001-\u001f\u007f-\u009f]+/g, ' ')
      .trim()
      .toLowerCase()
  );
}

/** Whether one is the other, or a part of it. */
function isWithin(path: string, whole: string): boolean {
  return whole === '' || path === whole || path.startsWith(`${whole}.`);
}

/** Whether what is wrong at a path may have to do with what stands at the other. */
function areNear(at: string, path: string): boolean {
  return isWithin(at, path) || isWithin(path, at) || parentOf(at) === parentOf(path);
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('.')));
}
