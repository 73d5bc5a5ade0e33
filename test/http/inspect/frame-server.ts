import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { FrameLog } from './frame-log.js';

/** A server on loopback that writes down what inspectors send to it. */
export class FrameServer {
  readonly log = new FrameLog();
  readonly url: string;
  readonly #server: WebSocketServer;

  private constructor(server: WebSocketServer, port: number) {
    this.#server = server;
    this.url = `ws://127.0.0.1:${port}`;
    server.on('connection', (socket: WebSocket) => {
      socket.on('message', (data) => this.log.add(String(data)));
    });
  }

  static async listen(): Promise<FrameServer> {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await once(server, 'listening');
    return new FrameServer(server, portOf(server.address()));
  }

  async close(): Promise<void> {
    for (const client of this.#server.clients) client.terminate();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}
