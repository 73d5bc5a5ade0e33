import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runTocsin, startTocsin, type TocsinProcess } from '../support/tocsin-process.js';

let directory: string;
const started: TocsinProcess[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tocsin-page-'));
});

afterEach(async () => {
  for (const { child, exit } of started.splice(0)) {
    child.kill('SIGKILL');
    await exit;
  }
  await rm(directory, { recursive: true });
});

async function start(config: string, args: readonly string[] = [], env: Record<string, string> = {}) {
  await writeFile(join(directory, 'tocsin.config.yaml'), config);
  const tocsin = startTocsin(['run', '--journal', 'memory', ...args], { cwd: directory, env });
  started.push(tocsin);
  return tocsin;
}

const WATCH = 'services: { host: { check: { type: memory }, every: 50ms, recoveryThreshold: 1 } }\n';

async function pageOf(tocsin: TocsinProcess): Promise<string> {
  const { line } = await tocsin.waitFor(/^Page /);
  return line.replace(/^Page +/, '');
}

describe('the page of tocsin run', () => {
  it('is served with its API while it watches, and not after', async () => {
    const tocsin = await start(WATCH);
    const url = await pageOf(tocsin);
    const page = await fetch(url);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const html = await page.text();
    expect(html).toContain('<title>');
    const [, script = ''] = /src="\.\/(assets\/[^"]+)"/.exec(html) ?? [];
    expect((await fetch(url + script)).headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    await tocsin.waitFor(/host: unknown -> /);
    expect(await (await fetch(`${url}api/services`)).json()).toMatchObject({ services: [{ name: 'host' }] });
    expect(await (await fetch(`${url}readyz`)).json()).toMatchObject({ status: 'pass' });
    tocsin.child.kill('SIGTERM');
    expect(await tocsin.exit).toEqual({ code: 0, signal: null });
    await expect(fetch(url)).rejects.toThrow();
  });

  it('stops at once even while somebody follows it', async () => {
    const tocsin = await start(WATCH);
    const stream = await fetch(`${await pageOf(tocsin)}api/stream`);
    tocsin.child.kill('SIGINT');
    expect(await tocsin.exit).toEqual({ code: 0, signal: null });
    expect(await stream.text()).toContain('event: bye');
  });

  it('asks for the token that the environment has, and shows it nowhere', async () => {
    const tocsin = await start(`${WATCH}http: { token: from-the-file, prefix: /watch }\n`, [], {
      TOCSIN_TOKEN: 'from-the-environment',
    });
    const url = await pageOf(tocsin);
    expect(url).toMatch(/\/watch\/$/);
    const ask = async (token: string) =>
      (await fetch(`${url}api/services`, { headers: { authorization: `Bearer ${token}` } })).status;
    expect(await ask('from-the-file')).toBe(401);
    expect(await ask('from-the-environment')).toBe(200);
    expect([...tocsin.lines, tocsin.stderr()].join('\n')).not.toMatch(/from-the-/);
  });

  it.each([
    [[], { http: 'http: { host: 0.0.0.0 }\n' }, {}],
    [['--host', '0.0.0.0'], { http: '' }, {}],
    [[], { http: '' }, { TOCSIN_HOST: '0.0.0.0' }],
  ])('is not shown to the network without a token: %j %j %j', async (args, { http }, env) => {
    const tocsin = await start(WATCH + http, args, env as Record<string, string>);
    expect(await tocsin.exit).toEqual({ code: 2, signal: null });
    expect(tocsin.stderr()).toContain(
      'token: listening on 0.0.0.0 shows this monitor to the network; set a token',
    );
    expect(tocsin.lines).toEqual([]);
  });

  it.each([
    [['--no-http'], ''],
    [[], 'http: false\n'],
  ])('is left out with %j %j', async (args, http) => {
    const tocsin = await start(WATCH + http, args);
    await tocsin.waitFor(/host: unknown -> /);
    expect(tocsin.lines.filter((line) => line.startsWith('Page'))).toEqual([]);
    tocsin.child.kill('SIGTERM');
    expect((await tocsin.exit).code).toBe(0);
  });

  it('must have the port that was asked for', async () => {
    const { port, close } = await take(0);
    const tocsin = await start(WATCH, ['--port', String(port)]);
    expect(await tocsin.exit).toEqual({ code: 1, signal: null });
    expect(tocsin.stderr()).toBe(
      `cannot listen on 127.0.0.1:${port}: another program listens there; choose another port or host (ERR_HTTP_PORT)\n`,
    );
    close();
  });

  it('is done without if nobody asked for a port and the usual one is taken', async () => {
    const { close } = await take(8627);
    const tocsin = await start(WATCH, [], { TOCSIN_PORT: '' });
    await tocsin.waitFor(/host: unknown -> /);
    expect(tocsin.stderr()).toBe(
      'tocsin warning: there is no page: cannot listen on 127.0.0.1:8627: another program listens there; choose another port or host, such as --port 0\n',
    );
    close();
  });

  it.each([
    [['--port', 'http'], '--port: expected a port from 0 to 65535, found "http"'],
    [['--port', '65536'], '--port: expected a port from 0 to 65535, found "65536"'],
    [['--hots', 'x'], 'run has no option --hots; did you mean --host?'],
  ])('is refused for %j', async (args, message) => {
    await writeFile(join(directory, 'tocsin.config.yaml'), WATCH);
    const { code, stderr } = await runTocsin(['run', ...args], { cwd: directory });
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  it.each([
    ['port: 70000', 'http.port: expected a port from 0 to 65535'],
    ['token: ""', 'http.token: expected a text that is not empty, found ""'],
    ['token: [secret-value]', 'http.token: expected a text that is not empty, found a list'],
    ['hots: x', 'http.hots: unknown setting; did you mean host?'],
    ['prefix: tocsin', 'http.prefix: expected a path such as \'/tocsin\', found "tocsin"'],
  ])('is refused with { %s }', async (setting, message) => {
    await writeFile(join(directory, 'tocsin.config.yaml'), `${WATCH}http: { ${setting} }\n`);
    const { code, stderr } = await runTocsin(['validate'], { cwd: directory });
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('secret-value');
  });
});

/** Takes a port; that somebody else has it already will do. */
function take(port: number): Promise<{ readonly port: number; close(): void }> {
  return new Promise((resolve) => {
    const server = createServer();
    const taken = (): void => {
      const address = server.address();
      const own = typeof address === 'object' && address !== null ? address.port : port;
      resolve({ port: own, close: () => server.close() });
    };
    server.once('error', taken);
    server.listen(port, '127.0.0.1', taken);
  });
}
