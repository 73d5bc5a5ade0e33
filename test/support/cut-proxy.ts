import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A wire to a server that can be cut. */
export interface CutProxy {
  readonly port: number;
  /** All that was sent to the server, by connection. */
  readonly sent: readonly string[];
  /** Breaks all connections and refuses new ones. */
  cut(): void;
  /** Lets connections through again. */
  mend(): void;
  close(): Promise<void>;
}

/** Listens on this machine and passes all on to a port of it. */
export async function startCutProxy(target: number): Promise<CutProxy> {
  const sockets = new Set<Socket>();
  const sent: string[] = [];
  let whole = true;
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // A wire that is cut is what it is for.
    socket.on('error', () => socket.destroy());
  };
  const server = createServer((near) => {
    keep(near);
    if (!whole) {
      near.destroy();
      return;
    }
    const index = sent.push('') - 1;
    near.on('data', (chunk: Buffer) => {
      sent[index] += chunk.toString('latin1');
    });
    const far = connect(target, '127.0.0.1');
    keep(far);
    near.pipe(far).pipe(near);
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const destroyAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    sent,
    cut() {
      whole = false;
      destroyAll();
    },
    mend() {
      whole = true;
    },
    async close() {
      server.close();
      destroyAll();
      await once(server, 'close');
    },
  };
}
