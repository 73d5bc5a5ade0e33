import { spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { MockAgent } from 'undici';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type ClosableCheck, closeCheck } from '../../src/checks/closable-check.js';
import { httpCheck } from '../../src/checks/http-check.js';
import type { HttpCheckOptions } from '../../src/checks/http-options.js';
import { ConfigError } from '../../src/domain/config-error.js';
import { type Certificates, makeCertificates } from './support/certificates.js';
import { serve, type TestServer } from './support/test-server.js';

const checks: ClosableCheck[] = [];
const servers: TestServer[] = [];

function made(url: string | URL, options?: HttpCheckOptions): ClosableCheck {
  const check = httpCheck(url, options);
  checks.push(check);
  return check;
}

async function started(...args: Parameters<typeof serve>): Promise<TestServer> {
  const server = await serve(...args);
  servers.push(server);
  return server;
}

const ask = async (check: ClosableCheck, signal = new AbortController().signal): Promise<unknown> =>
  check({ service: 'api', signal });

const answer = (url: string | URL, options?: HttpCheckOptions): Promise<unknown> => ask(made(url, options));

afterEach(async () => {
  for (const check of checks.splice(0)) closeCheck(check);
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

describe('the status', () => {
  it('passes from 200 to 299 by default', async () => {
    const server = await started((request, response) => {
      response.statusCode = Number(request.url?.slice(1));
      response.end();
    });
    for (const status of [200, 204, 299]) {
      expect(await answer(`${server.origin}/${status}`)).toEqual({ outcome: 'pass', data: { status } });
    }
    expect(await answer(`${server.origin}/503`)).toEqual({
      outcome: 'fail',
      message: `expected 200-299, got 503 (GET ${server.host}/503)`,
      data: { status: 503 },
    });
  });

  it('passes as expected', async () => {
    const server = await started((request, response) => {
      response.statusCode = Number(request.url?.slice(1));
      response.end();
    });
    const expected: HttpCheckOptions = { expect: [404, '500-502'] };
    for (const status of [404, 500, 502]) {
      expect(await answer(`${server.origin}/${status}`, expected)).toMatchObject({ outcome: 'pass' });
    }
    expect(await answer(`${server.origin}/200`, expected)).toMatchObject({
      outcome: 'fail',
      message: `expected 404 or 500-502, got 200 (GET ${server.host}/200)`,
    });
    expect(await answer(`${server.origin}/204`, { expect: 204 })).toMatchObject({ outcome: 'pass' });
  });
});

describe('the request', () => {
  it('carries method, headers, body and the credentials of the URL', async () => {
    let seen: unknown;
    const server = await started(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      const { authorization, accept, 'user-agent': agent, 'x-key': key } = request.headers;
      seen = { method: request.method, url: request.url, body, authorization, accept, agent, key };
      response.end();
    });
    const url = new URL(`${server.origin}/a?b=c`);
    url.username = 'me';
    url.password = 'p@ss';
    await answer(url, { method: 'post', headers: { 'X-Key': 'k', 'User-Agent': 'mine' }, body: 'hello' });
    expect(seen).toEqual({
      method: 'POST',
      url: '/a?b=c',
      body: 'hello',
      authorization: `Basic ${Buffer.from('me:p@ss').toString('base64')}`,
      accept: '*/*',
      agent: 'mine',
      key: 'k',
    });
  });

  it('goes through the dispatcher that it is given', async () => {
    const agent = new MockAgent();
    agent.disableNetConnect();
    agent.get('http://mock.example').intercept({ path: '/' }).reply(200, 'fine');
    expect(await answer('http://mock.example/', { dispatcher: agent, match: 'fine' })).toMatchObject({
      outcome: 'pass',
    });
    await agent.close();
  });
});

describe('the body', () => {
  const text = 'status: up, rows: 12';
  it.each<[HttpCheckOptions['match'], string | undefined]>([
    ['status: up', undefined],
    [/rows: \d+/g, undefined],
    [(body) => body.endsWith('12'), undefined],
    ['status: down', 'the body does not contain "status: down"'],
    [/rows: [a-z]/, 'the body does not match /rows: [a-z]/'],
    [() => false, 'the body does not match'],
    [() => 'too few rows', 'too few rows'],
  ])('is matched by %s', async (match, problem) => {
    const server = await started((_, response) => {
      response.end(text);
    });
    const check = made(server.origin, { match });
    for (let i = 0; i < 2; i++) {
      expect(await ask(check)).toEqual(
        problem === undefined
          ? { outcome: 'pass', data: { status: 200 } }
          : { outcome: 'fail', message: `${problem} (GET ${server.host}/)`, data: { status: 200 } },
      );
    }
  });

  it('may make a matcher throw', async () => {
    const server = await started((_, response) => {
      response.end('no json');
    });
    await expect(answer(server.origin, { match: (body) => JSON.parse(body).up === true })).rejects.toThrow(
      SyntaxError,
    );
  });

  it('is read up to its limit and then cut off', async () => {
    let written = 0;
    let closed = false;
    const server = await started((_, response) => {
      response.on('close', () => {
        closed = true;
      });
      const write = (): void => {
        while (!response.destroyed) {
          written += 65_536;
          if (!response.write('x'.repeat(65_536))) break;
        }
      };
      response.on('drain', write);
      write();
    });
    const lengths: number[] = [];
    const match = (body: string): boolean => lengths.push(body.length) > 0;
    expect(await answer(server.origin, { match, maxBodyBytes: 100_000 })).toMatchObject({ outcome: 'pass' });
    expect(await answer(server.origin)).toMatchObject({ outcome: 'pass' });
    expect(lengths).toEqual([100_000]);
    expect(written).toBeLessThan(64 * 1_048_576);
    await vi.waitFor(() => expect(closed).toBe(true));
  });
});

describe('connections', () => {
  it('are kept for the next check and shared between services', async () => {
    const server = await started((_, response) => {
      response.end('x'.repeat(10_000));
    });
    const [first, second] = [made(server.origin), made(`${server.origin}/other`, { match: 'x' })];
    for (let i = 0; i < 5; i++) {
      await ask(first);
      await pause(10);
      await ask(second);
      await pause(10);
    }
    expect(server.connections).toBe(1);
    closeCheck(first);
    await ask(second);
    await pause(10);
    expect(server.connections).toBe(1);
    closeCheck(second);
    expect(await ask(second)).toMatchObject({ outcome: 'pass' });
    expect(server.connections).toBe(2);
  });

  it('are replaced without a failure when the server closed one that was kept', async () => {
    let requests = 0;
    const server = await started((request, response) => {
      requests++;
      if (requests === 2) request.socket.destroy();
      else response.end();
    });
    const check = made(server.origin);
    expect(await ask(check)).toMatchObject({ outcome: 'pass' });
    await pause(10);
    expect(await ask(check)).toMatchObject({ outcome: 'pass' });
    expect(requests).toBe(3);
    expect(server.connections).toBe(2);
  });

  it('do not keep the process alive', async () => {
    const server = await started((_, response) => {
      response.end();
    });
    const script = fileURLToPath(new URL('./support/run-http-checks.ts', import.meta.url));
    const child = spawn(process.execPath, ['--import', 'jiti/register', script, server.origin]);
    let output = '';
    let idleSince = Number.NEGATIVE_INFINITY;
    child.stdout.on('data', (chunk) => {
      output += String(chunk);
      idleSince = performance.now();
    });
    const code = await new Promise((resolve) => {
      child.on('exit', resolve);
    });
    expect(code).toBe(0);
    expect(output).toBe('pass\npass\npass\n');
    expect(performance.now() - idleSince).toBeLessThan(3_000);
  }, 60_000);
});

describe('failures before an answer', () => {
  it('say that the connection was refused', async () => {
    const server = await serve(() => {});
    await server.close();
    const url = `http://user:hush@${server.host}/health?token=hush`;
    expect(await answer(url)).toEqual({
      outcome: 'fail',
      message: `connection refused (GET ${server.host}/health)`,
      data: { code: 'ECONNREFUSED' },
    });
  });

  it('say that the connection was reset or closed', async () => {
    const server = await started((request) => {
      if (request.url === '/reset') request.socket.resetAndDestroy();
      else request.socket.destroy();
    });
    expect(await answer(`${server.origin}/reset`)).toMatchObject({
      message: `connection reset (GET ${server.host}/reset)`,
    });
    expect(await answer(`${server.origin}/close`)).toMatchObject({
      message: `connection closed before the answer was complete (GET ${server.host}/close)`,
    });
  });

  it('say that the connection was closed within the body', async () => {
    const server = await started((_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half', () => response.destroy());
    });
    expect(await answer(server.origin)).toMatchObject({
      outcome: 'fail',
      message: expect.stringContaining('connection closed before the answer was complete'),
    });
  });

  it('say that the name is unknown', async () => {
    expect(await answer('http://no-such-host.invalid/')).toMatchObject({
      outcome: 'fail',
      message: expect.stringMatching(/^DNS: .* \(GET no-such-host\.invalid\/\)$/),
    });
  });

  it('say that the answer is not HTTP', async () => {
    const server = await started((request) => {
      request.socket.end('SSH-2.0-OpenSSH_9.2\r\n\r\n');
    });
    expect(await answer(server.origin)).toMatchObject({
      message: expect.stringMatching(/^the answer is not HTTP/),
    });
  });

  it.each(['hang', 'slow body'])('throw what aborted them and free the connection (%s)', async (how) => {
    let reached = (): void => {};
    const arrived = new Promise<void>((resolve) => {
      reached = resolve;
    });
    let closed = false;
    const server = await started((_, response) => {
      response.on('close', () => {
        closed = true;
      });
      if (how === 'slow body') response.write('a first part');
      reached();
    });
    const controller = new AbortController();
    const result = ask(made(server.origin), controller.signal);
    await arrived;
    const reason = new Error('enough');
    controller.abort(reason);
    await expect(result).rejects.toBe(reason);
    await vi.waitFor(() => expect(closed).toBe(true));
  });
});

describe('redirects', () => {
  it('are followed, five of them', async () => {
    const server = await started((request, response) => {
      const left = Number(request.url?.slice(1));
      if (left > 0) response.writeHead(302, { location: `/${left - 1}` });
      response.end('body');
    });
    expect(await answer(`${server.origin}/5`, { match: 'body' })).toMatchObject({ outcome: 'pass' });
    expect(await answer(`${server.origin}/6`)).toEqual({
      outcome: 'fail',
      message: `more than 5 redirects (GET ${server.host}/1)`,
      data: { status: 302 },
    });
  });

  it('are a status like any other if so wanted', async () => {
    const server = await started((_, response) => {
      response.writeHead(301, { location: '/elsewhere' }).end();
    });
    expect(await answer(server.origin, { redirect: 'manual', expect: 301 })).toMatchObject({
      outcome: 'pass',
    });
    expect(await answer(server.origin, { redirect: 'manual' })).toMatchObject({
      message: `expected 200-299, got 301 (GET ${server.host}/)`,
    });
  });

  it.each([undefined, 'ftp://example.com/', 'http://'])('that lead nowhere fail: %s', async (location) => {
    const server = await started((_, response) => {
      response.writeHead(302, location === undefined ? {} : { location }).end();
    });
    expect(await answer(server.origin)).toMatchObject({
      outcome: 'fail',
      message: `redirected to nowhere usable (GET ${server.host}/)`,
    });
  });

  it('take no credentials to another origin', async () => {
    const seen: unknown[] = [];
    const other = await started((request, response) => {
      seen.push([request.headers.authorization, request.headers.cookie, request.headers['x-plain']]);
      response.end();
    });
    const server = await started((request, response) => {
      seen.push([request.headers.authorization, request.headers.cookie, request.headers['x-plain']]);
      response.writeHead(307, { location: request.url === '/' ? '/again' : other.origin }).end();
    });
    await answer(server.origin, { headers: { Authorization: 'a', Cookie: 'c', 'X-Plain': 'p' } });
    expect(seen).toEqual([
      ['a', 'c', 'p'],
      ['a', 'c', 'p'],
      [undefined, undefined, 'p'],
    ]);
  });

  it.each([
    [303, 'PUT', 'GET '],
    [302, 'POST', 'GET '],
    [302, 'PUT', 'PUT text'],
    [307, 'POST', 'POST text'],
    [308, 'POST', 'POST text'],
  ])('with %i turn a %s into %s', async (status, method, expected) => {
    let seen = '';
    const server = await started(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      seen = `${request.method} ${body}`;
      if (request.url === '/') response.writeHead(status, { location: '/next' });
      response.end();
    });
    await answer(server.origin, { method, body: 'text', headers: { 'Content-Type': 'text/plain' } });
    expect(seen).toBe(expected);
  });
});

describe('TLS', () => {
  let certificates: Certificates;
  beforeAll(() => {
    certificates = makeCertificates();
  }, 60_000);
  const over = async (
    name: 'good' | 'otherHost' | 'expired' | 'selfSigned',
    tls?: HttpCheckOptions['tls'],
  ) => {
    const server = await started((_, response) => {
      response.end();
    }, certificates[name]);
    return answer(server.origin, tls === undefined ? {} : { tls });
  };
  const failing = (problem: string) => ({
    outcome: 'fail',
    message: expect.stringContaining(`TLS: ${problem}`),
  });

  it('trusts the authorities that it is given', async () => {
    expect(await over('good', { ca: certificates.ca })).toEqual({ outcome: 'pass', data: { status: 200 } });
  });

  it('tells an unknown authority', async () => {
    expect(await over('good')).toMatchObject(failing('certificate of an unknown authority'));
  });

  it('tells a self-signed certificate', async () => {
    expect(await over('selfSigned')).toMatchObject(failing('self-signed certificate'));
  });

  it('tells an expired certificate', async () => {
    expect(await over('expired', { ca: certificates.ca })).toMatchObject(failing('certificate expired'));
  });

  it('tells a certificate for another host', async () => {
    expect(await over('otherHost', { ca: certificates.ca })).toMatchObject(
      failing('certificate is for another host'),
    );
    expect(await over('otherHost', { ca: certificates.ca, servername: 'other.example' })).toMatchObject({
      outcome: 'pass',
    });
  });

  it('tells a server that does not speak TLS', async () => {
    const server = await started(() => {});
    expect(await answer(`https://${server.host}/`)).toMatchObject(failing('handshake failed'));
  });

  it('can be told not to look', async () => {
    expect(await over('selfSigned', { rejectUnauthorized: false })).toMatchObject({ outcome: 'pass' });
  });
});

describe('what it is made from', () => {
  const issuesOf = (url: string, options?: object): readonly { path: string }[] => {
    try {
      httpCheck(url, options);
    } catch (error) {
      if (error instanceof ConfigError) return error.issues;
      throw error;
    }
    return [];
  };

  it.each<[string, object, string]>([
    ['not a url', {}, 'httpCheck.url'],
    ['ftp://example.com', {}, 'httpCheck.url'],
    ['http://example.com', { timeuot: 5 }, 'httpCheck.timeuot'],
    ['http://example.com', { method: 'GET /' }, 'httpCheck.method'],
    ['http://example.com', { body: 'x' }, 'httpCheck.body'],
    ['http://example.com', { method: 'POST', body: { a: 1 } }, 'httpCheck.body'],
    ['http://example.com', { expect: [] }, 'httpCheck.expect'],
    ['http://example.com', { expect: '299-200' }, 'httpCheck.expect'],
    ['http://example.com', { expect: [200, 99] }, 'httpCheck.expect'],
    ['http://example.com', { match: 5 }, 'httpCheck.match'],
    ['http://example.com', { maxBodyBytes: 0 }, 'httpCheck.maxBodyBytes'],
    ['http://example.com', { redirect: 'error' }, 'httpCheck.redirect'],
    ['http://example.com', { headers: { 'bad name': 'x' } }, 'httpCheck.headers.bad name'],
    ['http://example.com', { tls: { ca: 'no pem', cert: 'no pem', key: 'no pem' } }, 'httpCheck.tls'],
    ['http://example.com', { tls: {}, dispatcher: new MockAgent() }, 'httpCheck.tls'],
  ])('is refused at once: %s %j', (url, options, path) => {
    expect(issuesOf(url, options).map((issue) => issue.path)).toEqual([path]);
  });

  it('never shows up with its secrets', () => {
    const secret = 'hush-hush';
    const attempts = [
      () => httpCheck(`ftp://me:${secret}@example.com/?t=${secret}`),
      () => httpCheck(`//me:${secret}@example.com`),
      () => httpCheck('http://example.com', { headers: { authorization: `${secret}\n` } }),
    ];
    for (const attempt of attempts) {
      expect(attempt).toThrow(ConfigError);
      expect(attempt).not.toThrow(secret);
    }
  });
});
