import { readProperty } from '../domain/error-facts.js';

/** Only so many frames are kept, and only so much text is looked at. */
const MOST_FRAMES = 10;
const LOOKED_AT = 16_000;
const LONGEST_FRAME = 300;

/**
 * A frame with a place in a file. Anything may be written into a `stack`, so what looks otherwise is left out: the message
 * that it begins with is kept elsewhere, redacted.
 */
const FRAME =
  /^ {4}at (?:((?:async |new )?[\w$.<>#[\] ]{1,120}) \()?((?:file:\/\/)?\/[^\s()?#]+|[a-z]:[\\/][^\s()?#]+|node:[\w/.-]+):(\d+):(\d+)\)?$/i;

/** Where an error was made, innermost first, such as `charge (/app/payments.js:12:7)`. `undefined` if it does not say. */
export function readStack(error: unknown): readonly string[] | undefined {
  const stack = readProperty(error, 'stack');
  if (typeof stack !== 'string') return undefined;
  const frames: string[] = [];
  for (const line of stack.slice(0, LOOKED_AT).split('\n')) {
    const [, name, path = '', row, column] = FRAME.exec(line) ?? [];
    if (row === undefined) continue;
    const place = `${path.replace(/^file:\/\//i, '')}:${row}:${column}`;
    frames.push((name === undefined ? place : `${name} (${place})`).slice(0, LONGEST_FRAME));
    if (frames.length === MOST_FRAMES) break;
  }
  return frames.length === 0 ? undefined : frames;
}
