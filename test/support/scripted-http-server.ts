import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** One answer of the server. */
export interface ScriptedAnswer {
  /** Default 200. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Default empty. */
  readonly body?: string;
  /**
   * `silent`: never answers. `reset`: ends the connection instead. `resetInBody`: ends it after half of the body.
   * `endless`: sends the headers and the body, and never ends it.
   */
  readonly fault?: 'silent' | 'reset' | 'resetInBody' | 'endless';
}

export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A real HTTP server on 127.0.0.1 that answers as it is told. */
export interface ScriptedHttpServer extends AsyncDisposable {
  readonly origin: string;
  readonly requests: ReceivedRequest[];
  /** How many connections were opened to it. */
  readonly connections: () => number;
  /** Sets the answers to come, in order; the last one is given for ever. */
  answer(...answers: ScriptedAnswer[]): void;
  close(): Promise<void>;
}

/** @param tls a certificate and its key to speak HTTPS with */
export async function startHttpServer(tls?: { cert: string; key: string }): Promise<ScriptedHttpServer> {
  const requests: ReceivedRequest[] = [];
  let answers: readonly ScriptedAnswer[] = [{}];
  let connections = 0;
  const server = tls === undefined ? createServer() : createTlsServer(tls);
  server.on('connection', () => connections++);
  server.on('request', async (request, response) => {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk);
    } catch {
      return;
    }
    const { method = '', url = '', headers } = request;
    requests.push({ method, path: url, headers, body: Buffer.concat(chunks).toString('utf8') });
    const [next = {}, ...rest] = answers;
    if (rest.length > 0) answers = rest;
    give(next, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return {
    origin: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    requests,
    connections: () => connections,
    answer: (...next) => {
      answers = next;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function give(
  { status = 200, headers = {}, body = '', fault }: ScriptedAnswer,
  response: ServerResponse,
): void {
  if (fault === 'silent') return;
  if (fault === 'reset') {
    response.destroy();
    return;
  }
  if (fault === undefined) {
    response.writeHead(status, headers).end(body);
    return;
  }
  response.writeHead(status, { ...headers, 'content-length': String(Buffer.byteLength(body) + 10) });
  response.write(body, () => {
    if (fault === 'resetInBody') response.destroy();
  });
}
