import { describe, expect, it } from 'vitest';
import { createHandler } from '../../../src/http/create-handler.js';
import { ownCookieNames, Tokens } from '../../../src/http/guard/tokens.js';
import { testMonitor } from '../../support/monitor.js';

const TOKEN = 'the-token';
const { name: NAME, value: VALUE } = new Tokens([TOKEN]).cookieFor(TOKEN) ?? { name: '', value: '' };

function guarded() {
  const { monitor, clock } = testMonitor();
  const handler = createHandler(monitor, { clock, token: TOKEN });
  return (path: string, init: RequestInit & { duplex?: 'half' }) =>
    handler.fetch(new Request(`http://localhost${path}`, init));
}

/** A body of 8 MiB that counts how much of it was asked for. */
function countedBody() {
  const counted = { bytes: 0 };
  const chunk = new Uint8Array(64 * 1024).fill(120);
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        counted.bytes += chunk.byteLength;
        controller.enqueue(chunk);
        if (counted.bytes >= 8 * 1024 * 1024) controller.close();
      },
    },
    { highWaterMark: 0 },
  );
  return { counted, body };
}

describe('of strangers', () => {
  it.each(['/api/v2/alerts', '/api/alerts', '/beat/job', '/api/nothing'])(
    'nothing of what they send to %s is read',
    async (path) => {
      const { counted, body } = countedBody();
      const answer = await guarded()(path, { method: 'POST', body, duplex: 'half' });
      expect([answer.status, counted.bytes]).toEqual([401, 0]);
    },
  );

  it('no more is read than a token can be long', async () => {
    const { counted, body } = countedBody();
    const answer = await guarded()('/api/session', { method: 'POST', body, duplex: 'half' });
    expect(await answer.json()).toMatchObject({
      code: 'ERR_HTTP_TOO_LARGE',
      detail: 'a request may hold at most 16384 bytes',
    });
    expect(counted.bytes).toBe(64 * 1024);
  });

  it('none is told the name of the cookie, which is made from the token', async () => {
    const answer = await guarded()('/api/session', { method: 'DELETE', headers: { cookie: 'a=b' } });
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([200, null]);
  });
});

it('takes back the cookies that were sent along, and no others', async () => {
  const cookie = `a=b; ${NAME}=${VALUE}; tocsin_00000000=old; xtocsin_11111111=not-ours; ${NAME}=again`;
  const answer = await guarded()('/api/session', { method: 'DELETE', headers: { cookie } });
  expect(answer.headers.getSetCookie()).toEqual(
    [NAME, 'tocsin_00000000'].map((name) => `${name}=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict`),
  );
});

it('looks at the first 64 cookies that may be its own, however many others there are', () => {
  const tokens = new Tokens([TOKEN]);
  const own = `${NAME}=${VALUE}`;
  const like = Array.from({ length: 63 }, (_, i) => `tocsin_000000${i + 10}=x`);
  const others = Array.from({ length: 1_000 }, (_, i) => `c${i}=x`);
  expect(tokens.acceptsCookies([...others, ...like, own].join('; '))).toBe(true);
  expect(tokens.acceptsCookies([...like, 'tocsin_00000009=x', own].join('; '))).toBe(false);
  expect(ownCookieNames('tocsin_1=x; Tocsin_00000000=x; tocsin_0000000g=x')).toEqual([]);
});

it.each(['https://ops.example', 'http://localhost'])(
  'tells a browser that a page of %s may read the answer, however that origin was written',
  async (origin) => {
    const { monitor, clock } = testMonitor();
    const handler = createHandler(monitor, {
      clock,
      token: TOKEN,
      allowedOrigins: ['https://Ops.example:443/'],
    });
    const headers = { origin, authorization: `Bearer ${TOKEN}` };
    const asked = await handler.fetch(
      new Request('http://localhost/api/services', { method: 'OPTIONS', headers }),
    );
    const got = await handler.fetch(new Request('http://localhost/api/services', { headers }));
    expect([asked, got].map((answer) => answer.headers.get('access-control-allow-origin'))).toEqual([
      origin,
      origin,
    ]);
    const evil = await handler.fetch(
      new Request('http://localhost/api/services', {
        headers: { ...headers, origin: 'https://evil.example' },
      }),
    );
    expect([evil.status, evil.headers.get('access-control-allow-origin')]).toEqual([403, null]);
  },
);
