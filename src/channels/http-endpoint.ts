import type { Dispatcher, Pool } from 'undici';
import type { SendContext } from '../domain/channel.js';
import type { DeliveryError } from '../domain/delivery-error.js';
import { hostOf, type Secret } from '../domain/secret.js';
import { createConnector, tryConnection } from './http-connector.js';
import { calledOff, networkFailure, statusFailure } from './http-failure.js';
import { retryAfterMs } from './retry-after.js';

/** Where and how a channel speaks HTTP. */
export interface HttpEndpointOptions {
  /** The URL, which is itself a credential: only its host is ever told. */
  readonly url: Secret;
  readonly refusePrivateAddresses?: boolean | undefined;
}

/** An answer whose status and headers have arrived. */
export interface HttpAnswer {
  readonly status: number;
  readonly ok: boolean;
  /** The body's first 64 KiB if it was asked for; `undefined` if it was not, or broke off. */
  readonly body: string | undefined;
  /** A header by its lower-case name; the last one if there are several. */
  header(name: string): string | undefined;
  /** The error that this answer stands for, if it is no success. */
  failure(): DeliveryError;
}

/** What to post. */
export interface HttpPost {
  readonly body: string | Buffer;
  readonly headers: Readonly<Record<string, string>>;
  /** For which statuses the answer's body matters; of others it is thrown away, and not waited for. Default: none. */
  readonly readBody?: ((status: number) => boolean) | undefined;
}

/** One HTTP address with its own connections. Follows no redirects. */
export interface HttpEndpoint {
  readonly host: string;
  /** @throws {@link DeliveryError} retryable, if no answer comes. */
  post(post: HttpPost, context: Pick<SendContext, 'signal' | 'clock'>): Promise<HttpAnswer>;
  get(): Promise<HttpAnswer>;
  /** Connects and hangs up, nothing is sent. */
  reach(): Promise<void>;
  close(): Promise<void>;
}

const LONGEST_BODY = 65_536;
/** How long a server may be silent, in milliseconds; the sink's own timeout is usually shorter. */
const LONGEST_SILENCE = 30_000;
/** Connections at once: one to send, and a few that may still be reading the answers before. */
const CONNECTIONS = 4;

type Body = Dispatcher.ResponseData['body'];

/** Makes an endpoint. undici is loaded at the first use. */
export function httpEndpoint({ url, refusePrivateAddresses = false }: HttpEndpointOptions): HttpEndpoint {
  const host = hostOf(url.reveal());
  let pool: Promise<Pool> | undefined;
  const connector = (): ReturnType<typeof createConnector> => createConnector({ refusePrivateAddresses });

  const open = async (): Promise<Pool> => {
    const [{ Pool }, connect] = await Promise.all([import('undici'), connector()]);
    return new Pool(new URL(url.reveal()).origin, {
      connect,
      connections: CONNECTIONS,
      headersTimeout: LONGEST_SILENCE,
      bodyTimeout: LONGEST_SILENCE,
    });
  };

  const request = async (
    method: 'GET' | 'POST',
    { body, headers, readBody }: Partial<HttpPost>,
    { signal, clock }: Pick<SendContext, 'signal' | 'clock'>,
  ): Promise<HttpAnswer> => {
    pool ??= open();
    const opened = await pool;
    if (signal.aborted) throw calledOff(host);
    try {
      const answer = await opened.request({
        path: pathOf(url),
        method,
        headers: { 'user-agent': 'tocsin', ...headers },
        body: body ?? null,
        signal,
      });
      const { statusCode: status, headers: answered } = answer;
      const text = readBody?.(status) === true ? await readText(answer.body) : drain(answer.body);
      return toAnswer(host, status, answered, text, clock?.now());
    } catch (error) {
      throw networkFailure(host, error, signal);
    }
  };

  const draining = new Set<Body>();
  const drain = (body: Body): undefined => {
    // A server that never ends its answers must not use up the connections.
    const [oldest] = draining;
    if (draining.size >= CONNECTIONS - 1) oldest?.destroy();
    draining.add(body);
    body.once('close', () => draining.delete(body));
    // It breaks off unheard: what mattered has been answered.
    body.on('error', () => {});
    body.dump({ limit: LONGEST_BODY }).catch(() => {});
  };

  return {
    host,
    post: (post, context) => request('POST', post, context),
    get: () => request('GET', {}, { signal: new AbortController().signal }),
    async reach() {
      try {
        await tryConnection(await connector(), new URL(url.reveal()));
      } catch (error) {
        throw networkFailure(host, error);
      }
    },
    async close() {
      const opened = pool;
      pool = undefined;
      // Whatever is still under way has lost whoever waited for it.
      await (await opened)?.destroy();
    },
  };
}

function toAnswer(
  host: string,
  status: number,
  headers: Dispatcher.ResponseData['headers'],
  body: string | undefined,
  now: number | undefined,
): HttpAnswer {
  const header = (name: string): string | undefined => {
    const value = headers[name];
    return Array.isArray(value) ? value.at(-1) : value;
  };
  const ok = status >= 200 && status < 300;
  return {
    status,
    ok,
    body,
    header,
    failure: () =>
      statusFailure({ host, status, retryAfterMs: retryAfterMs(header('retry-after'), header('date'), now) }),
  };
}

function pathOf(url: Secret): string {
  const { pathname, search } = new URL(url.reveal());
  return pathname + search;
}

async function readText(body: Body): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > LONGEST_BODY) break;
    }
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks).toString('utf8', 0, LONGEST_BODY);
}
