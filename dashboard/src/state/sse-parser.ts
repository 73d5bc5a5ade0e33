/** An event of a stream as it is defined by the HTML standard. */
export interface SseEvent {
  /** `message` if it has no name. */
  readonly event: string;
  readonly data: string;
  /** The last id that was given, with this event or before. */
  readonly lastEventId: string;
}

/** No event of the server's comes near this; what grows beyond it is not what it seems to be. */
const LONGEST_EVENT = 64 * 1024 * 1024;

/**
 * Makes a function that takes the text of an event stream, piece by piece, and calls `onEvent` with each event that is
 * complete. Comments are passed over.
 *
 * @throws `RangeError` for an event of more than 64 M characters
 */
export function createSseParser(onEvent: (event: SseEvent) => void): (chunk: string) => void {
  let rest = '';
  let event = '';
  let data: string[] = [];
  let lastEventId = '';

  function takeLine(line: string): void {
    if (line === '') {
      if (data.length > 0) onEvent({ event: event || 'message', data: data.join('\n'), lastEventId });
      event = '';
      data = [];
      return;
    }
    const colon = line.indexOf(':');
    if (colon === 0) return;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') data.push(value);
    else if (field === 'event') event = value;
    else if (field === 'id' && !value.includes('\0')) lastEventId = value;
  }

  return (chunk) => {
    rest += chunk;
    if (rest.length > LONGEST_EVENT) throw new RangeError('an event of the stream is too long');
    let start = 0;
    // A `\r` at the end may be half of a `\r\n`: it waits for what follows.
    for (const match of rest.matchAll(/\r\n|\n|\r(?!$)/g)) {
      takeLine(rest.slice(start, match.index));
      start = match.index + match[0].length;
    }
    rest = rest.slice(start);
  };
}
