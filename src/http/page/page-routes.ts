import { Hono } from 'hono';
import type { HttpEnv } from '../guard/request-facts.js';
import { HttpProblem } from '../problem.js';
import { type PageFile, readPageFiles } from './page-files.js';

/** Files with a hash in their names never change. */
const FOR_EVER = 'public, max-age=31536000, immutable';

/** Serves the live page. It holds no data: what it shows it asks the API for. */
export function pageRoutes(): Hono<HttpEnv> {
  let files: Promise<ReadonlyMap<string, PageFile>> | undefined;
  const app = new Hono<HttpEnv>();

  app.get('/', async (c) => {
    files ??= readPageFiles();
    const page = (await files).get('index.html');
    if (page === undefined) {
      // It may be built meanwhile.
      files = undefined;
      throw new HttpProblem(503, 'ERR_HTTP_PAGE', 'the page is not built; run npm run build');
    }
    return answer(page, 'no-cache', c.req.header('accept-encoding'));
  });

  app.get('/assets/:name', async (c, next) => {
    files ??= readPageFiles();
    const file = (await files).get(`assets/${c.req.param('name')}`);
    return file === undefined ? next() : answer(file, FOR_EVER, c.req.header('accept-encoding'));
  });
  return app;
}

function answer({ type, bytes, packed }: PageFile, caching: string, accepted = ''): Response {
  const headers = { 'content-type': type, 'cache-control': caching, vary: 'accept-encoding' };
  return packed !== undefined && /\bgzip\b/.test(accepted)
    ? new Response(packed, { headers: { ...headers, 'content-encoding': 'gzip' } })
    : new Response(bytes, { headers });
}
