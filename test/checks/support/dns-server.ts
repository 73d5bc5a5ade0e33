import { createSocket } from 'node:dgram';

/** A record as `type value`, such as `MX 10 mail.example.com` or `TXT hello`. */
export type ZoneRecord = `${keyof typeof TYPES} ${string}`;

/** How names are answered: with records, with an error's number, or not at all. */
export type Zone = Readonly<Record<string, readonly ZoneRecord[] | number | 'silence'>>;

export interface DnsServer {
  /** Such as `127.0.0.1:40123`. */
  readonly address: string;
  /** What was asked so far, such as `A www.example.com`. */
  readonly asked: readonly string[];
  /** Resolves when somebody asks. */
  questioned(): Promise<void>;
  close(): Promise<void>;
}

const TYPES = { A: 1, NS: 2, CNAME: 5, MX: 15, TXT: 16, AAAA: 28, SRV: 33 } as const;

/** Of names that are not in the zone it says that they do not exist. */
const NXDOMAIN = 3;

/** A name server on a free port of 127.0.0.1, over UDP. */
export async function serveZone(zone: Zone): Promise<DnsServer> {
  const socket = createSocket('udp4');
  const asked: string[] = [];
  let waiting: (() => void)[] = [];
  socket.on('message', (message, peer) => {
    const question = readQuestion(message);
    asked.push(`${question.type} ${question.name}`);
    for (const told of waiting) told();
    waiting = [];
    const found = zone[question.name.toLowerCase()] ?? NXDOMAIN;
    if (found === 'silence') return;
    socket.send(answer(message.readUInt16BE(0), question, found), peer.port, peer.address);
  });
  await new Promise<void>((resolve) => {
    socket.bind(0, '127.0.0.1', resolve);
  });
  return {
    address: `127.0.0.1:${socket.address().port}`,
    asked,
    questioned: () => new Promise((resolve) => waiting.push(resolve)),
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

interface Question {
  readonly name: string;
  readonly type: string;
  /** As it came. */
  readonly bytes: Buffer;
}

function readQuestion(message: Buffer): Question {
  const labels: string[] = [];
  let at = 12;
  for (let length = message[at] ?? 0; length > 0; length = message[at] ?? 0) {
    labels.push(message.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  const number = message.readUInt16BE(at + 1);
  const type = Object.entries(TYPES).find(([, known]) => known === number)?.[0] ?? String(number);
  return { name: labels.join('.'), type, bytes: message.subarray(12, at + 5) };
}

function answer(id: number, { name, type, bytes }: Question, found: readonly ZoneRecord[] | number): Buffer {
  const records = typeof found === 'number' ? [] : found.map(readRecord);
  const wanted = records.filter((record) => record.type === type);
  const header = Buffer.alloc(12);
  header.writeUInt16BE(id, 0);
  header.writeUInt16BE(0x8180 | (typeof found === 'number' ? found : 0), 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(wanted.length, 6);
  return Buffer.concat([header, bytes, ...wanted.map((record) => encode(name, record))]);
}

interface ReadRecord {
  readonly type: string;
  readonly value: string;
}

function readRecord(record: ZoneRecord): ReadRecord {
  const space = record.indexOf(' ');
  return { type: record.slice(0, space), value: record.slice(space + 1) };
}

function encode(name: string, { type, value }: ReadRecord): Buffer {
  const data = dataOf(type, value);
  const fixed = Buffer.alloc(10);
  fixed.writeUInt16BE(Object.entries(TYPES).find(([known]) => known === type)?.[1] ?? 0, 0);
  fixed.writeUInt16BE(1, 2);
  fixed.writeUInt32BE(60, 4);
  fixed.writeUInt16BE(data.length, 8);
  return Buffer.concat([nameBytes(name), fixed, data]);
}

function dataOf(type: string, value: string): Buffer {
  const words = value.split(' ');
  switch (type) {
    case 'A':
      return Buffer.from(value.split('.').map(Number));
    case 'AAAA':
      // Written in full.
      return Buffer.from(value.replaceAll(':', ''), 'hex');
    case 'TXT':
      // Each piece with its length before it.
      return Buffer.concat(
        (value.match(/.{1,255}/gs) ?? []).map((piece) =>
          Buffer.concat([Buffer.of(piece.length), Buffer.from(piece, 'latin1')]),
        ),
      );
    case 'MX':
    case 'SRV':
      return Buffer.concat([
        ...words.slice(0, -1).map((number) => Buffer.of(Number(number) >> 8, Number(number) & 255)),
        nameBytes(words.at(-1) ?? ''),
      ]);
    default:
      return nameBytes(value);
  }
}

function nameBytes(name: string): Buffer {
  const labels = name.split('.').filter((label) => label !== '');
  return Buffer.concat([
    ...labels.map((label) => Buffer.concat([Buffer.of(label.length), Buffer.from(label, 'latin1')])),
    Buffer.of(0),
  ]);
}
