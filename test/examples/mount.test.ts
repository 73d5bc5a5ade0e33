import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const JITI = fileURLToPath(new URL('../../node_modules/jiti/lib/jiti-cli.mjs', import.meta.url));

describe.each(['node-http', 'express', 'fastify', 'hono'])('examples/mount/%s.ts', (name) => {
  it('serves its own, and Tocsin below /tocsin, and ends when it is told to', {
    timeout: 30_000,
  }, async () => {
    const child = spawn(process.execPath, [JITI, `examples/mount/${name}.ts`], {
      cwd: root,
      env: { ...process.env, PORT: '0' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(child, 'close');
    try {
      const [url] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
      expect(await (await fetch(new URL('/', url))).text()).toBe('hello');
      expect(await (await fetch(`${url}readyz`)).json()).toMatchObject({ status: 'pass' });
      expect(await (await fetch(`${url}api/services`)).json()).toMatchObject({
        services: [{ name: 'program' }],
      });
      expect((await fetch(url)).status).toBe(200);
      const raised = await fetch(`${url}api/alerts`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ title: 'From outside', severity: 'info' }),
      });
      expect(raised.status).toBe(201);
      child.kill('SIGTERM');
      expect(await ended).toEqual([0, null]);
    } finally {
      child.kill('SIGKILL');
    }
  });
});
