import { connect, type Socket } from 'node:net';
import { listen, type TcpServer } from './tcp-server.js';

/** A server that speaks as much of Redis' language as a `PING` takes. */
export interface FakeRedis extends TcpServer {
  /** What it answers from now on, such as `+PONG` or `-LOADING …`; nothing: it keeps silent. */
  answer: string | undefined;
  /** What it was told, such as `PING`. */
  readonly commands: readonly string[];
  /** Resolves when it is told something. */
  told(): Promise<void>;
}

export async function fakeRedis(): Promise<FakeRedis> {
  const commands: string[] = [];
  let waiting: (() => void)[] = [];
  const server = await listen((socket) => {
    let rest = '';
    socket.on('data', (chunk) => {
      rest += chunk.toString();
      // An array of bulk strings: `*1\r\n$4\r\nPING\r\n`.
      for (let match = COMMAND.exec(rest); match !== null; match = COMMAND.exec(rest)) {
        rest = rest.slice(match[0].length);
        commands.push(match[1] ?? '');
        for (const told of waiting) told();
        waiting = [];
        if (redis.answer !== undefined) socket.write(`${redis.answer}\r\n`);
      }
    });
  });
  const redis: FakeRedis = {
    ...server,
    answer: '+PONG',
    commands,
    told: () => new Promise((resolve) => waiting.push(resolve)),
  };
  return redis;
}

const COMMAND = /^\*1\r\n\$\d+\r\n([A-Z]+)\r\n/;

/** A client over a real connection, in the shape that ioredis and node-redis share. */
export class PlainRedisClient {
  readonly #socket: Socket;
  #answers: { resolve: (answer: string) => void; reject: (error: Error) => void }[] = [];
  status = 'ready';

  constructor(port: number) {
    this.#socket = connect({ port, host: '127.0.0.1' });
    this.#socket.on('data', (chunk) => {
      const text = chunk.toString().trimEnd();
      const waiting = this.#answers.shift();
      if (text.startsWith('+')) waiting?.resolve(text.slice(1));
      else waiting?.reject(Object.assign(new Error(text.slice(1)), { name: 'ReplyError' }));
    });
    this.#socket.on('error', (error) => this.#fail(error));
    this.#socket.on('close', () => {
      this.status = 'end';
      this.#fail(new Error('Connection is closed.'));
    });
  }

  ping(): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#answers.push({ resolve, reject });
      this.#socket.write('*1\r\n$4\r\nPING\r\n');
    });
  }

  disconnect(): void {
    this.#socket.destroy();
  }

  #fail(error: Error): void {
    for (const { reject } of this.#answers) reject(error);
    this.#answers = [];
  }
}
