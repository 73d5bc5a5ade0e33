import type { Change, Overview } from '../../../src/http/api/views.js';
import type { ConnectionEvent } from '../state/connection.js';
import { reconnectPause } from '../state/connection.js';
import { createSseParser, type SseEvent } from '../state/sse-parser.js';
import { ApiFailure, failureSentence } from './api-failure.js';
import { apiUrl, failureOf } from './request.js';

export interface LiveStreamOptions {
  readonly onSnapshot: (overview: Overview) => void;
  readonly onChange: (change: Change) => void;
  readonly onConnection: (event: ConnectionEvent) => void;
  /** Anything came, be it a heartbeat. */
  readonly onWord: () => void;
}

export interface LiveStream {
  /** Tries again now instead of after the pause. */
  retry(): void;
  /** Starts anew after the session changed. */
  restart(): void;
}

/** The server sends a heartbeat every 15 s; after this long without a word the connection is dead. */
const SILENCE = 40_000;

/**
 * Follows the monitor. It reads the stream by `fetch` rather than by `EventSource`, which hides what matters here:
 * heartbeats, by which a connection that silently died is told from a quiet one; the status of a refusal; and the last
 * id, which it forgets when a server refuses once.
 */
export function followMonitor({ onSnapshot, onChange, onConnection, onWord }: LiveStreamOptions): LiveStream {
  let lastEventId = '';
  let failures = 0;
  let current = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;

  function take({ event, data, lastEventId: id }: SseEvent): void {
    if (event === 'snapshot') onSnapshot(JSON.parse(data));
    else if (event === 'change') onChange(JSON.parse(data));
    else if (event === 'bye') onConnection({ type: 'bye' });
    if (event === 'snapshot' || event === 'change') {
      lastEventId = id;
      failures = 0;
      onConnection({ type: 'opened' });
    }
  }

  async function read(attempt: AbortController): Promise<void> {
    let watchdog = setTimeout(() => attempt.abort(), SILENCE);
    try {
      const response = await fetch(apiUrl('stream'), {
        headers: {
          accept: 'text/event-stream',
          ...(lastEventId === '' ? {} : { 'last-event-id': lastEventId }),
        },
        credentials: 'same-origin',
        cache: 'no-store',
        signal: attempt.signal,
      });
      if (!response.ok || response.body === null) throw await failureOf(response);
      const parse = createSseParser(take);
      for await (const chunk of chunksOf(response.body)) {
        clearTimeout(watchdog);
        watchdog = setTimeout(() => attempt.abort(), SILENCE);
        onWord();
        parse(chunk);
      }
      throw new Error('The server closed the connection.');
    } finally {
      clearTimeout(watchdog);
    }
  }

  function run(): void {
    clearTimeout(timer);
    timer = undefined;
    const attempt = new AbortController();
    current = attempt;
    void read(attempt).catch((error: unknown) => {
      // Somebody else took over.
      if (current !== attempt) return;
      attempt.abort();
      if (error instanceof ApiFailure && error.status === 401) {
        onConnection({ type: 'unauthorized' });
        return;
      }
      failures++;
      onConnection({ type: 'broken', reason: reasonOf(error) });
      timer = setTimeout(run, reconnectPause(failures, Math.random()));
    });
  }

  run();
  return {
    retry() {
      if (timer !== undefined) run();
    },
    restart() {
      current.abort();
      lastEventId = '';
      failures = 0;
      run();
    },
  };
}

/** The text of a body as it comes. Not every browser can iterate over a stream by itself. */
async function* chunksOf(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    void reader.cancel().catch(() => undefined);
  }
}

/** Browsers say nothing useful of a broken connection; what the server said is worth showing. */
function reasonOf(error: unknown): string {
  return error instanceof ApiFailure ? failureSentence(error) : 'The connection to the server broke.';
}
