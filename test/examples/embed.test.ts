import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const JITI = fileURLToPath(new URL('../../node_modules/jiti/lib/jiti-cli.mjs', import.meta.url));

async function local(
  listener: RequestListener,
): Promise<{ readonly server: Server; readonly origin: string }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { server, origin: `http://127.0.0.1:${port}` };
}

/** A receiver of webhooks, and the titles that it got. */
async function receiver(): Promise<{
  readonly server: Server;
  readonly origin: string;
  title(): Promise<string>;
}> {
  const titles: string[] = [];
  let look = (): void => {};
  const { server, origin } = await local(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    response.end();
    titles.push(JSON.parse(body).data.title);
    look();
  });
  return {
    server,
    origin,
    title: () =>
      new Promise((resolve) => {
        look = () => {
          const title = titles.shift();
          if (title !== undefined) resolve(title);
        };
        look();
      }),
  };
}

describe.each(['express', 'fastify'])('examples/embed-%s.ts', (name) => {
  it('watches what it depends on, tells of its errors, and ends when it is told to', {
    timeout: 30_000,
  }, async () => {
    const upstream = await local((_request, response) => response.end('fine'));
    const ops = await receiver();
    const child = spawn(process.execPath, [JITI, `examples/embed-${name}.ts`], {
      cwd: root,
      env: { ...process.env, PORT: '0', UPSTREAM: upstream.origin, WEBHOOK: ops.origin },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(child, 'close');
    try {
      const line = once(createInterface({ input: child.stdout }), 'line');
      const [url] = (await Promise.race([line, ended])) as [string];
      expect(await (await fetch(url)).text()).toBe('hello');
      const checked = await fetch(`${url}tocsin/api/services/upstream/check`, { method: 'POST' });
      expect(await checked.json()).toMatchObject({ totalFailures: 0 });
      for (let i = 0; i < 5; i++) expect((await fetch(`${url}orders/${i}`)).status).toBe(500);
      expect(await ops.title()).toBe('Error spike: http GET /orders/:id');
      expect((await fetch(`${url}tocsin/readyz`)).status).toBe(200);
      child.kill('SIGTERM');
      expect(await ended).toEqual([0, null]);
    } finally {
      child.kill('SIGKILL');
      for (const { server } of [upstream, ops]) {
        server.close();
        server.closeAllConnections();
      }
    }
  });
});
