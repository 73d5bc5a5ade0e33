import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, interceptors, request } from 'undici';
import type { ErrorCategory } from '../../src/domain/captured-error.js';

/** An error as it really comes, and what it is to be taken for. `make` throws it, or rejects with it. */
export interface RealError {
  readonly name: string;
  readonly category: ErrorCategory;
  readonly make: () => unknown;
}

/** Runs with a server on a port of this machine. */
export async function withServer<T>(server: Server, use: (port: number) => Promise<T>): Promise<T> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    return await use(port);
  } finally {
    server.close();
  }
}

/** A port of this machine that nobody listens on. */
export function freePort(): Promise<number> {
  return withServer(createServer(), async (port) => port);
}

export async function withFolder<T>(use: (folder: string) => T): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-errors-'));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Rejects with the error that an emitter emits. */
export async function errorOf(emitter: NodeJS.EventEmitter): Promise<never> {
  const [error] = await once(emitter, 'error');
  throw error;
}

export function status(code: number): () => Promise<unknown> {
  return () =>
    withServer(
      createHttpServer((_, answer) => answer.writeHead(code).end('{}')),
      async (port) => {
        const agent = new Agent();
        try {
          return await request(`http://127.0.0.1:${port}/`, {
            dispatcher: agent.compose(interceptors.responseError()),
          });
        } finally {
          await agent.close();
        }
      },
    );
}
