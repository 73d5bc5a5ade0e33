import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ClientOptions, WebSocket } from 'ws';
import type { Monitor } from '../../../src/domain/monitor.js';
import {
  createInspectBridge,
  type InspectBridge,
  type InspectBridgeOptions,
} from '../../../src/http/inspect/inspect-bridge.js';
import { FrameLog } from './frame-log.js';

/** A bridge behind a server on loopback. */
export interface BridgeServer extends AsyncDisposable {
  readonly bridge: InspectBridge;
  /** The address to watch those services at. */
  url(...services: string[]): string;
  /** The connection of the latest request for an upgrade. */
  connection(): Duplex | undefined;
}

export async function serveBridge(
  monitor: Monitor,
  options: Partial<InspectBridgeOptions> & Pick<InspectBridgeOptions, 'clock'>,
): Promise<BridgeServer> {
  const bridge = createInspectBridge(monitor, { authorize: () => true, ...options });
  const server = createServer();
  const connections = new Set<Duplex>();
  let latest: Duplex | undefined;
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    latest = socket;
    connections.add(socket);
    bridge.upgrade(request, socket, head);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  const { port } = address;
  return {
    bridge,
    url: (...services) =>
      `ws://127.0.0.1:${port}/inspect?${services.map((name) => `service=${encodeURIComponent(name)}`).join('&')}`,
    connection: () => latest,
    async [Symbol.asyncDispose]() {
      bridge.end();
      for (const socket of connections) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A client that writes down what it is told. */
export interface Watcher {
  readonly log: FrameLog;
  readonly socket: WebSocket;
  /** The code and the reason of the end, once it has come. */
  readonly closed: Promise<string>;
}

export async function watch(url: string, options: ClientOptions = {}): Promise<Watcher> {
  const socket = new WebSocket(url, options);
  const log = new FrameLog();
  socket.on('message', (data) => log.add(String(data)));
  const closed = new Promise<string>((resolve) => {
    socket.on('close', (code, reason) => resolve(`${code} ${String(reason)}`));
  });
  await once(socket, 'open');
  return { log, socket, closed };
}

/** The status and the text of the answer to a client that is refused. */
export function refused(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url);
    socket.on('open', () => reject(new Error('it was let in')));
    socket.on('error', reject);
    socket.on('unexpected-response', (_request, response) => {
      let body = '';
      response.on('data', (chunk) => {
        body += String(chunk);
      });
      response.on('end', () => resolve(`${response.statusCode} ${body}`));
    });
  });
}
