/** One message of a stream. */
export interface Message {
  readonly id: string | undefined;
  readonly event: string;
  readonly data: unknown;
}

/** Reads a stream of server-sent events message by message. */
export class SseReader {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #decoder = new TextDecoder();
  readonly #messages: Message[] = [];
  #rest = '';
  /** The comments that came so far. */
  comments = 0;
  /** The last id that came, with a message or by itself. */
  lastId: string | undefined;

  constructor(response: Response) {
    if (response.status !== 200 || response.body === null) throw new Error(`status ${response.status}`);
    this.#reader = response.body.getReader();
  }

  /** The next message; `undefined` at the end of the stream. */
  async next(): Promise<Message | undefined> {
    for (;;) {
      const message = this.#messages.shift();
      if (message !== undefined) return message;
      const { value, done } = await this.#reader.read();
      if (done) return undefined;
      const parts = (this.#rest + this.#decoder.decode(value, { stream: true })).split('\n\n');
      this.#rest = parts.pop() ?? '';
      for (const part of parts) {
        if (part.startsWith(':')) {
          this.comments++;
          continue;
        }
        const message = parse(part);
        this.lastId = message.id ?? this.lastId;
        // What has no data is no message.
        if (/^data:/m.test(part)) this.#messages.push(message);
      }
    }
  }

  /** The first message from now on that fits; those before it are passed over. */
  async find(fits: (message: Message) => boolean): Promise<Message> {
    for (;;) {
      const message = await this.next();
      if (message === undefined) throw new Error('the stream ended before');
      if (fits(message)) return message;
    }
  }

  async close(): Promise<void> {
    await this.#reader.cancel();
  }
}

function parse(part: string): Message {
  const fields = new Map(
    part.split('\n').map((line) => [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2)]),
  );
  const data: unknown = JSON.parse(fields.get('data') ?? 'null');
  return { id: fields.get('id'), event: fields.get('event') ?? 'message', data };
}
