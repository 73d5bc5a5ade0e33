import type * as Undici from 'undici';
import type { HttpTlsOptions } from './http-options.js';

/** Connections are kept this long for the next check, in milliseconds, whatever the server offers. */
const KEEP_ALIVE_MS = 4_000;

let undici: Promise<typeof Undici> | undefined;

/** undici is loaded with the first request: it would be most of what importing Tocsin costs. */
export function loadUndici(): Promise<typeof Undici> {
  undici ??= import('undici');
  return undici;
}

/** Opens a pool of connections. Those not in use do not keep the process alive. */
export async function openAgent(tls: HttpTlsOptions | undefined): Promise<Undici.Agent> {
  const { Agent } = await loadUndici();
  return new Agent({
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: KEEP_ALIVE_MS,
    // The check's signal is the only time limit.
    headersTimeout: 0,
    bodyTimeout: 0,
    ...(tls === undefined ? {} : { connect: { ...tls } }),
  });
}

/**
 * The pool that all HTTP checks without TLS options of their own share, so that services on one host share
 * connections. It lives as long as one of its users does.
 */
class SharedAgent {
  readonly #users = new Set<object>();
  #agent: Promise<Undici.Agent> | undefined;

  /** The pool, opened at need. `user` is the same object as for {@link SharedAgent.release}. */
  use(user: object): Promise<Undici.Agent> {
    this.#users.add(user);
    this.#agent ??= openAgent(undefined);
    return this.#agent;
  }

  release(user: object): void {
    this.#users.delete(user);
    if (this.#users.size > 0) return;
    closeAgent(this.#agent);
    this.#agent = undefined;
  }
}

export const sharedAgent = new SharedAgent();

/** Closes a pool, letting requests under way finish. */
export function closeAgent(agent: Promise<Undici.Agent> | undefined): void {
  agent?.then((open) => open.close()).catch(() => {});
}
