import type { Readable } from 'node:stream';
import type { HttpCheckOptions } from './http-options.js';

/**
 * Reads a body to its end, or to `limit` bytes, after which the connection is cut. Either way nothing is left open.
 *
 * @returns the text if `keep` is true, else an empty string.
 * @throws what ended the connection early.
 */
export function readBody(body: Readable, limit: number, keep: boolean): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    body.on('data', (chunk: Buffer) => {
      const room = limit - bytes;
      bytes += chunk.length;
      if (keep && room > 0) chunks.push(chunk.subarray(0, room));
      if (bytes > limit) {
        resolve(text());
        body.destroy();
      }
    });
    body.on('end', () => resolve(text()));
    // Stays on after the body is cut off: that is reported as an error, too.
    body.on('error', reject);
    const text = (): string => (chunks.length === 0 ? '' : Buffer.concat(chunks).toString('utf8'));
  });
}

/** What is wrong with a body; `undefined` if it will do. */
export function matchBody(match: NonNullable<HttpCheckOptions['match']>, body: string): string | undefined {
  if (typeof match === 'string') {
    return body.includes(match) ? undefined : `the body does not contain ${JSON.stringify(match)}`;
  }
  if (match instanceof RegExp) {
    // `lastIndex` of a global or sticky expression would make the answer depend on the last one.
    match.lastIndex = 0;
    return match.test(body) ? undefined : `the body does not match ${match}`;
  }
  const verdict = match(body);
  if (verdict === true) return undefined;
  return typeof verdict === 'string' && verdict !== '' ? verdict : 'the body does not match';
}
