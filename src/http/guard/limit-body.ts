import type { Context } from 'hono';
import { HttpProblem } from '../problem.js';

/**
 * Refuses a request that holds more than it may. If it does not say how much it holds, it is read here, and handlers get
 * what was read.
 *
 * Hono's own `bodyLimit` makes another request around the body, which Node 20 does not allow for one that came over a
 * server of Node's.
 *
 * @param most in bytes
 * @throws {@link HttpProblem} `ERR_HTTP_TOO_LARGE`
 */
export async function limitBody(c: Context, most: number): Promise<void> {
  const length = c.req.header('content-length');
  // Node sees to it that what it says is true.
  if (length !== undefined && c.req.header('transfer-encoding') === undefined) {
    if (Number(length) > most) throw tooLarge(most);
    return;
  }
  if (c.req.header('transfer-encoding') === undefined && c.req.raw.body === null) return;
  const text = await readText(c.req.raw.body, most);
  // As a promise, which is how Hono keeps what it read by itself.
  Object.assign(c.req.bodyCache, { text: Promise.resolve(text) });
}

async function readText(body: ReadableStream<Uint8Array> | null, most: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size > most) throw tooLarge(most);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function tooLarge(most: number): HttpProblem {
  return new HttpProblem(413, 'ERR_HTTP_TOO_LARGE', `a request may hold at most ${most} bytes`);
}
