import type { IncomingMessage, ServerResponse } from 'node:http';

/** What of fastify is used: an instance that the plugin has for itself. */
export interface FastifyLike {
  removeAllContentTypeParsers(): unknown;
  addContentTypeParser(
    type: string,
    parser: (request: unknown, payload: unknown, done: (error: null, body?: undefined) => void) => void,
  ): unknown;
  all(
    path: string,
    handler: (
      request: { readonly raw: IncomingMessage },
      reply: { readonly raw: ServerResponse; hijack(): unknown },
    ) => void,
  ): unknown;
  readonly prefix: string;
}

/** Hands every request below the plugin's prefix to a listener, its body unread. */
export async function fastifyRoutes(
  app: FastifyLike,
  listener: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<void> {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));
  const answer: Parameters<FastifyLike['all']>[1] = ({ raw }, reply) => {
    reply.hijack();
    // As express does it: what comes before the plugin's own part of the path is its mount.
    const { url = '/' } = raw;
    Reflect.set(raw, 'baseUrl', app.prefix);
    Reflect.set(raw, 'originalUrl', url);
    raw.url = url.slice(app.prefix.length) || '/';
    listener(raw, reply.raw);
  };
  app.all('/', answer);
  app.all('/*', answer);
}
