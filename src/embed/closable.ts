/**
 * Something to be closed before a monitor stops: a server of Node's, an application of fastify's or Nest's, what `serve`
 * gave, or a handler, whose streams would hold the others up.
 */
export interface Closable {
  close(callback?: (error?: Error) => void): unknown;
}

/** What of a server of Node's is used; one for HTTP has it all. */
interface NodeServer extends Closable {
  readonly listening: boolean;
  closeIdleConnections?(): void;
  closeAllConnections?(): void;
  prependListener?(event: string, listener: RequestListener): unknown;
  off?(event: string, listener: RequestListener): unknown;
}

type RequestListener = (request: unknown, response: unknown) => void;

/** A server or an application that closes. */
export interface Closing {
  /** Resolves when it is closed, rejects if it cannot be. */
  readonly closed: Promise<void>;
  /** Ends connections that wait for another request. */
  closeIdle(): void;
  /** Breaks off what is under way. */
  cut(): void;
  /** Lets go of the server. */
  end(): void;
}

/** Begins to close something. */
export function beginToClose(closable: Closable): Closing {
  const server = serverOf(closable);
  const onRequest: RequestListener = (_request, response) => lastOne(response);
  // Before it closes, so that those learn of it who come by a connection they have.
  server?.prependListener?.('request', onRequest);
  return {
    closed: closeOne(closable),
    closeIdle: () => server?.closeIdleConnections?.(),
    cut: () => server?.closeAllConnections?.(),
    end: () => void server?.off?.('request', onRequest),
  };
}

async function closeOne(closable: Closable): Promise<void> {
  if (!isNodeServer(closable)) {
    await closable.close();
    return;
  }
  await new Promise<void>((resolve, reject) => {
    closable.close((error) => {
      // It never listened, or somebody closed it before.
      if (error === undefined || isNotRunning(error)) resolve();
      else reject(error);
    });
  });
}

/** The server of Node's that something is, or that an application has: as fastify's `server`, or by Nest's `getHttpServer`. */
function serverOf(closable: Closable): NodeServer | undefined {
  if (isNodeServer(closable)) return closable;
  try {
    const own: unknown = Reflect.get(closable, 'server');
    if (isNodeServer(own)) return own;
    const ask: unknown = Reflect.get(closable, 'getHttpServer');
    if (typeof ask !== 'function') return undefined;
    const asked: unknown = Reflect.apply(ask, closable, []);
    return isNodeServer(asked) ? asked : undefined;
  } catch {
    // It closes without.
    return undefined;
  }
}

function isNodeServer(value: unknown): value is NodeServer {
  return (
    typeof value === 'object' &&
    value !== null &&
    'listening' in value &&
    'close' in value &&
    typeof value.close === 'function'
  );
}

/** Says that the connection ends with this answer. */
function lastOne(response: unknown): void {
  if (typeof response !== 'object' || response === null) return;
  if ('headersSent' in response && response.headersSent === false && 'setHeader' in response) {
    if (typeof response.setHeader === 'function') response.setHeader('connection', 'close');
  }
}

function isNotRunning(error: Error): boolean {
  return 'code' in error && String(error.code).startsWith('ERR_SERVER_');
}
