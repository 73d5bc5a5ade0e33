import { createServer, type RequestListener, type Server } from 'node:http';

/** A server on this machine that is closed at the end of the block. */
export interface Listening extends AsyncDisposable {
  readonly server: Server;
  /** Without a slash at its end. */
  readonly origin: string;
}

export async function listening(listener: RequestListener): Promise<Listening> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    server,
    origin: originOf(server),
    async [Symbol.asyncDispose]() {
      if (!server.listening) return;
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

export function originOf(server: Server): string {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('it does not listen');
  return `http://127.0.0.1:${address.port}`;
}
