import type { AddressInfo, Socket } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** One mail that the server took, or would have taken. */
export interface ReceivedMail {
  readonly from: string;
  readonly recipients: readonly string[];
  readonly mail: ParsedMail;
  readonly raw: string;
  readonly secure: boolean;
  readonly user: string | undefined;
}

/** What the server does at one step of a mail. */
export interface MailFaults {
  /** The reply to the mail's content: 451, 554. `drop` ends the connection after it has stored the mail; `silent` never answers. */
  data?: number | 'drop' | 'silent';
  /** Replies to recipients, by address. */
  readonly recipients: Map<string, number>;
}

/** A real mail server on 127.0.0.1 that behaves as it is told. */
export interface MailServer extends AsyncDisposable {
  readonly port: number;
  readonly mails: ReceivedMail[];
  readonly faults: MailFaults;
  close(): Promise<void>;
}

/** Starts one; without `auth` among the options anybody may send. */
export async function startMailServer(options: SMTPServerOptions = {}): Promise<MailServer> {
  const mails: ReceivedMail[] = [];
  const faults: MailFaults = { recipients: new Map() };
  const sockets = new Set<Socket>();
  const dropConnections = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const server = new SMTPServer({
    authOptional: options.onAuth === undefined,
    disabledCommands: options.key === undefined ? ['STARTTLS'] : [],
    logger: false,
    closeTimeout: 100,
    ...options,
    onRcptTo({ address }, _session, done) {
      const reply = faults.recipients.get(address);
      done(reply === undefined ? undefined : replyError(reply));
    },
    async onData(stream, session, done) {
      const chunks: Buffer[] = [];
      for await (const chunk of stream) chunks.push(chunk);
      const raw = Buffer.concat(chunks);
      const { mailFrom, rcptTo } = session.envelope;
      if (typeof faults.data !== 'number') {
        mails.push({
          from: mailFrom === false ? '' : mailFrom.address,
          recipients: rcptTo.map(({ address }) => address),
          mail: await simpleParser(raw),
          raw: raw.toString('utf8'),
          secure: session.secure,
          user: session.user,
        });
      }
      if (faults.data === 'silent') return;
      if (faults.data === 'drop') {
        dropConnections();
        return;
      }
      done(faults.data === undefined ? undefined : replyError(faults.data));
    },
  });
  server.on('error', () => {});
  server.server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.server.address() as AddressInfo;
  const close = (): Promise<void> => {
    dropConnections();
    return new Promise((resolve) => {
      server.close(() => resolve());
    });
  };
  return { port, mails, faults, close, [Symbol.asyncDispose]: close };
}

function replyError(responseCode: number): Error {
  return Object.assign(new Error('the secret reason is hunter2-reply'), { responseCode });
}
