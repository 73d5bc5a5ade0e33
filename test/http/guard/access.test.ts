import { describe, expect, it } from 'vitest';
import { Secret } from '../../../src/domain/secret.js';
import { Access, type RequestFacts } from '../../../src/http/guard/access.js';
import { Tokens } from '../../../src/http/guard/tokens.js';

const LOCAL: RequestFacts = {
  method: 'GET',
  host: '127.0.0.1:8627',
  origin: undefined,
  fetchSite: undefined,
  authorization: undefined,
  cookie: undefined,
  remote: '127.0.0.1',
  forwarded: false,
};

const codeOf = (access: Access, facts: Partial<RequestFacts>): string =>
  access.refuse({ ...LOCAL, ...facts })?.code ?? 'served';

describe('without a token', () => {
  const access = new Access({});

  it.each(['localhost', 'localhost:8627', '127.0.0.1', '127.9.9.9:80', '[::1]', '[::1]:8627', 'LOCALHOST'])(
    'serves this machine as %s',
    (host) => expect(codeOf(access, { host })).toBe('served'),
  );

  it.each(['127.0.0.1', '::1', '::ffff:127.0.0.1'])('serves %s', (remote) =>
    expect(codeOf(access, { remote })).toBe('served'),
  );

  it.each(['192.168.1.5', '::ffff:10.0.0.1', '127.0.0.1.example', '1127.0.0.1', undefined])(
    'refuses %s, whatever host it names',
    (remote) => expect(codeOf(access, { remote })).toBe('ERR_HTTP_TOKEN_NEEDED'),
  );

  it.each([
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.nip.io',
    'evil.example:8627',
    '127.0.0.1@evil.example',
    '[::1].evil.example',
    '',
    undefined,
  ])('refuses the name %s: a page may have pointed it here', (host) =>
    expect(codeOf(access, { host })).toBe('ERR_HTTP_HOST'),
  );

  it('refuses what a proxy on this machine hands on', () => {
    expect(codeOf(access, { forwarded: true })).toBe('ERR_HTTP_TOKEN_NEEDED');
    expect(codeOf(new Access({ token: false }), { forwarded: true })).toBe('served');
  });

  it('serves a name that is allowed', () => {
    const named = new Access({ allowedHosts: ['ops.example.org', 'other.example:8080'] });
    expect(codeOf(named, { host: 'OPS.example.org:443' })).toBe('served');
    expect(codeOf(named, { host: 'other.example:8080' })).toBe('served');
    expect(codeOf(named, { host: 'other.example:80' })).toBe('ERR_HTTP_HOST');
    expect(codeOf(named, { host: 'localhost' })).toBe('served');
  });
});

describe('pages of other sites', () => {
  const access = new Access({ allowedOrigins: ['https://Ops.example/'] });

  it.each(['https://evil.example', 'null', 'http://127.0.0.1:9999', 'http://localhost:8627', 'garbage', ''])(
    'are refused: %s',
    (origin) => expect(codeOf(access, { origin })).toBe('ERR_HTTP_ORIGIN'),
  );

  it.each(['ops.example', '*', 'https://*.example', 'https://ops.example/page', ''])(
    'can be allowed by their origin, not by %j',
    (origin) => {
      expect(() => new Access({ allowedOrigins: ['https://a.example', origin] })).toThrow(
        `Invalid configuration: allowedOrigins.1: expected an origin such as https://ops.example.org, found ${JSON.stringify(origin)}`,
      );
    },
  );

  it('are told from its own, and from those that are allowed', () => {
    const known = new Access({ allowedOrigins: ['https://ops.example:443', 'chrome-extension://AbC/'] });
    expect(codeOf(known, { origin: 'https://ops.example' })).toBe('served');
    expect(codeOf(known, { origin: 'chrome-extension://abc' })).toBe('served');
    expect(codeOf(access, { origin: 'http://127.0.0.1:8627' })).toBe('served');
    expect(codeOf(access, { origin: 'https://ops.example' })).toBe('served');
  });

  it('are refused by what the browser says of a request without an origin that changes something', () => {
    expect(codeOf(access, { method: 'POST', fetchSite: 'cross-site' })).toBe('ERR_HTTP_ORIGIN');
    expect(codeOf(access, { method: 'GET', fetchSite: 'cross-site' })).toBe('served');
    expect(codeOf(access, { method: 'POST', fetchSite: 'same-origin' })).toBe('served');
  });

  it('are refused with a cookie, too', () => {
    const guarded = new Access({ token: 'secret' });
    const { name = '', value = '' } = new Tokens(['secret']).cookieFor('secret') ?? {};
    const cookie = `${name}=${value}`;
    expect(codeOf(guarded, { cookie, origin: 'https://evil.example', method: 'POST' })).toBe(
      'ERR_HTTP_ORIGIN',
    );
    expect(codeOf(guarded, { cookie })).toBe('served');
  });
});

describe('with a token', () => {
  const access = new Access({ token: ['new-token', new Secret('old-token')] });
  const far = { remote: '10.1.2.3', host: 'ops.example.org' };

  it.each(['Bearer new-token', 'bearer old-token', 'Bearer   new-token '])(
    'serves %s from anywhere',
    (authorization) => expect(codeOf(access, { ...far, authorization })).toBe('served'),
  );

  it.each([
    'Bearer wrong',
    'Bearer new-token2',
    'Bearer',
    'Basic new-token',
    'new-token',
    'Bearer new-token old-token',
    '',
    undefined,
  ])('refuses %s, from this machine as well', (authorization) => {
    expect(codeOf(access, { ...far, authorization })).toBe('ERR_HTTP_UNAUTHORIZED');
    expect(codeOf(access, { authorization })).toBe('ERR_HTTP_UNAUTHORIZED');
  });

  it('serves the cookie of each token among others, and no other', () => {
    const tokens = new Tokens(['new-token', 'old-token']);
    for (const token of ['new-token', 'old-token']) {
      const { name = '', value = '' } = tokens.cookieFor(token) ?? {};
      expect(value).not.toContain(token);
      expect(codeOf(access, { ...far, cookie: `a=b; ${name}=${value}; c=d` })).toBe('served');
      expect(codeOf(access, { ...far, cookie: `${name}=${value}x` })).toBe('ERR_HTTP_UNAUTHORIZED');
      expect(codeOf(access, { ...far, cookie: `x${name}=${value}` })).toBe('ERR_HTTP_UNAUTHORIZED');
    }
    expect(tokens.cookieFor('other')).toBeUndefined();
  });

  it('gives nothing of a token away in what it says', () => {
    const told = JSON.stringify(access.refuse({ ...LOCAL, authorization: 'Bearer almost-a-secret' }));
    expect(told).not.toContain('almost-a-secret');
  });
});

it('serves everybody if somebody else guards it', () => {
  expect(codeOf(new Access({ token: false }), { remote: '10.1.2.3', host: 'any.example' })).toBe('served');
});
