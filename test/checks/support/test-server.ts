import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Certificate } from './certificates.js';

export interface TestServer {
  /** Such as `http://127.0.0.1:40123`. */
  readonly origin: string;
  /** Such as `127.0.0.1:40123`. */
  readonly host: string;
  /** How many connections were opened so far. */
  readonly connections: number;
  close(): Promise<void>;
}

/** A server on a free port of 127.0.0.1. */
export async function serve(listener: RequestListener, certificate?: Certificate): Promise<TestServer> {
  const server: Server =
    certificate === undefined ? createServer(listener) : createTlsServer({ ...certificate }, listener);
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on('connection', (socket: Socket) => {
    connections++;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin: `${certificate === undefined ? 'http' : 'https'}://${host}`,
    host,
    get connections() {
      return connections;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
