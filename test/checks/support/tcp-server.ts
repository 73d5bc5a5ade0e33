import { createServer, type Socket } from 'node:net';

/** A server on a free port of 127.0.0.1 that speaks as it is told. */
export interface TcpServer {
  readonly port: number;
  /** The connections that are open. */
  readonly open: ReadonlySet<Socket>;
  /** Resolves when every connection there was is closed. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

export async function listen(onConnection: (socket: Socket) => void): Promise<TcpServer> {
  const open = new Set<Socket>();
  let waiting: (() => void)[] = [];
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => {
      open.delete(socket);
      if (open.size > 0) return;
      for (const told of waiting) told();
      waiting = [];
    });
    onConnection(socket);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('it does not listen');
  return {
    port: address.port,
    open,
    idle: () => (open.size === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}

/** A port of 127.0.0.1 on which nobody listens. */
export async function freePort(): Promise<number> {
  const server = await listen(() => {});
  await server.close();
  return server.port;
}
