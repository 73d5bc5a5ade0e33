/** One message of a stream of server-sent events. The data has no line breaks: it is JSON. */
export function sseMessage(event: string, data: string, id?: string): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${data}\n\n`;
}

/** Tells a reader the id from which to go on, and nothing else. */
export function sseId(id: string): string {
  return `id: ${id}\n\n`;
}

/** Keeps a connection from being taken for dead. */
export const SSE_HEARTBEAT = ': still here\n\n';

/** How often. */
export const HEARTBEAT_MS = 15_000;

export const SSE_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  // For nginx, which would hold back what comes.
  'x-accel-buffering': 'no',
};

/**
 * What may wait for a reader that is slow, in bytes, before it is cut off; and the largest message that it got, since a
 * snapshot may be larger than this by itself. It may come again and go on.
 */
const MOST_WAITING = 16 * 1024 * 1024;

const encoder = new TextEncoder();

/** The sending end of one stream. */
export interface SseClient {
  readonly body: ReadableStream<Uint8Array>;
  /** Sends; a reader that is too slow, or gone, is cut off. */
  send(text: string | Uint8Array): void;
  close(): void;
}

/**
 * @param onGone told once, when the stream ended for whatever reason
 * @param hangUp breaks the connection off. A stream that fails instead is an error to Hono's server, which prints it; one
 * that is closed would keep all that waits until somebody reads it. Default: the stream fails
 */
export function createSseClient(onGone: () => void, hangUp?: () => void): SseClient {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  let largest = 0;
  const gone = (): void => {
    if (controller === undefined) return;
    controller = undefined;
    onGone();
  };
  const body = new ReadableStream<Uint8Array>(
    {
      start(given) {
        controller = given;
      },
      cancel: gone,
    },
    { highWaterMark: MOST_WAITING, size: (chunk) => chunk.byteLength },
  );
  return {
    body,
    send(text) {
      if (controller === undefined) return;
      const bytes = typeof text === 'string' ? encoder.encode(text) : text;
      largest = Math.max(largest, bytes.byteLength);
      controller.enqueue(bytes);
      if ((controller.desiredSize ?? 0) < -largest) {
        if (hangUp === undefined) controller.error(new Error('the reader is too slow'));
        gone();
        hangUp?.();
      }
    },
    close() {
      controller?.close();
      gone();
    },
  };
}
