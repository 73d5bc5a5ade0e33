import type { IncomingMessage } from 'node:http';

/**
 * A framework such as express may have read and parsed the body before the request came here, so that there is nothing
 * left to read. It is written out again, where Hono's server looks for it.
 */
export function takeParsedBody(request: IncomingMessage): void {
  const body: unknown = Reflect.get(request, 'body');
  if (body === undefined || body === null || !request.readableEnded || 'rawBody' in request) return;
  const raw = Buffer.isBuffer(body)
    ? body
    : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  Reflect.set(request, 'rawBody', raw);
}
