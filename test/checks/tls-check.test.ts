import { X509Certificate } from 'node:crypto';
import { createServer, type TLSSocket, type TlsOptions } from 'node:tls';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type TlsCheckOptions, tlsCheck } from '../../src/checks/tls-check.js';
import type { CheckResult } from '../../src/domain/check.js';
import { VirtualClock } from '../../src/testing/virtual-clock.js';
import { configIssues } from '../support/config-issues.js';
import { asGiven } from './support/as-given.js';
import { type Certificates, makeCertificates } from './support/certificates.js';
import { runOnce } from './support/run-once.js';
import { makeChain, type SignedChain } from './support/signed-chain.js';
import { freePort, listen, type TcpServer } from './support/tcp-server.js';

const DAY = 86_400_000;

let certificates: Certificates;
/** Good for long, and then its issuer, which is not. */
let chain: SignedChain;
/** The other way round. */
let shortLeaf: SignedChain;
const closing: (() => Promise<void>)[] = [];

beforeAll(() => {
  certificates = makeCertificates();
  chain = makeChain({ leaf: 60, issuer: 30 });
  shortLeaf = makeChain({ leaf: 40, issuer: 60 });
});

afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

interface TlsServer {
  readonly port: number;
  /** The names that it was asked for. */
  readonly names: readonly string[];
  /** Resolves with what became of the next connection. */
  next(): Promise<'closed in order' | 'cut off'>;
}

async function serving(options: TlsOptions): Promise<TlsServer> {
  const names: string[] = [];
  const sockets = new Set<TLSSocket>();
  const SNICallback: TlsOptions['SNICallback'] = (name, answer) => {
    names.push(name);
    answer(null);
  };
  let tell: (how: 'closed in order' | 'cut off') => void = () => {};
  const server = createServer({ ...options, SNICallback }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => tell('cut off'));
    socket.on('close', () => {
      sockets.delete(socket);
      tell('closed in order');
    });
  });
  server.on('tlsClientError', () => tell('cut off'));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  closing.push(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  );
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('it does not listen');
  const next: TlsServer['next'] = () =>
    new Promise((resolve) => {
      tell = resolve;
    });
  return { port: address.port, names, next };
}

async function raw(onConnection: Parameters<typeof listen>[0]): Promise<TcpServer> {
  const server = await listen(onConnection);
  closing.push(() => server.close());
  return server;
}

/** When the given certificate of a PEM file expires. */
function expiry(pem: string, which = 0): number {
  const parts = pem.split(/(?=-----BEGIN CERTIFICATE-----)/);
  return Date.parse(new X509Certificate(parts[which] ?? '').validTo);
}

const ask = (port: number, options: Partial<TlsCheckOptions> = {}, now = Date.now()): Promise<CheckResult> =>
  runOnce(tlsCheck({ host: '127.0.0.1', port, ...options }), { clock: new VirtualClock(now) });

describe('the days that are left', () => {
  it('are those of the first of the chain to expire', async () => {
    const { port } = await serving(chain);
    const expiresAt = expiry(chain.cert, 1);
    expect(expiresAt).toBeLessThan(expiry(chain.cert, 0));
    expect(await ask(port, { ca: chain.ca }, expiresAt - 25.5 * DAY)).toEqual({
      outcome: 'pass',
      message: `the certificate of an issuer expires in 25 days (127.0.0.1:${port})`,
      data: { daysLeft: 25.5, expiresAt, subject: 'issuer', protocol: 'TLSv1.3' },
    });
  });

  it.each([
    [21 * DAY, {}, 'pass', 'expires in 21 days'],
    [21 * DAY - 1, {}, 'warn', 'expires in 20 days'],
    [7 * DAY, {}, 'warn', 'expires in 7 days'],
    [7 * DAY - 1, {}, 'fail', 'expires in 6 days'],
    [1, {}, 'fail', 'expires in less than a day'],
    [0, {}, 'fail', 'expired less than a day ago'],
    [-DAY, {}, 'fail', 'expired 1 day ago'],
    [-10.9 * DAY, {}, 'fail', 'expired 10 days ago'],
    [3 * DAY, { warnDays: 3, failDays: 1 }, 'pass', 'expires in 3 days'],
    [2 * DAY, { warnDays: 3, failDays: 1 }, 'warn', 'expires in 2 days'],
    [DAY / 2, { warnDays: 1, failDays: 0 }, 'warn', 'expires in less than a day'],
    [-1, { warnDays: 1, failDays: 0 }, 'fail', 'expired less than a day ago'],
  ] as const)('judge: %d ms with %j are a %s', async (left, options, outcome, told) => {
    const { port } = await serving(shortLeaf);
    const result = await ask(port, { ca: shortLeaf.ca, ...options }, expiry(shortLeaf.cert) - left);
    expect(result).toMatchObject({ outcome, message: expect.stringContaining(` ${told} (127.0.0.1:`) });
  });

  it('count from the day on which it begins to be valid', async () => {
    const { port } = await serving(certificates.good);
    const began = Date.parse(new X509Certificate(certificates.good.cert).validFrom);
    expect(await ask(port, { ca: certificates.ca, failDays: 0, warnDays: 1 }, began - 1)).toMatchObject({
      outcome: 'fail',
      message: expect.stringContaining('the certificate is not valid yet'),
    });
  });
});

describe('trust', () => {
  const limits = { warnDays: 1, failDays: 0 };

  it('is given to a certificate of a known authority for the host', async () => {
    const { port, names } = await serving(certificates.good);
    expect(await ask(port, { ca: certificates.ca, ...limits })).toMatchObject({ outcome: 'pass' });
    // An address is no name.
    expect(names).toEqual([]);
  });

  it('is not given to one that is signed by itself', async () => {
    const { port } = await serving(certificates.selfSigned);
    expect(await ask(port, limits)).toMatchObject({
      outcome: 'fail',
      message: `TLS: self-signed certificate (127.0.0.1:${port})`,
    });
  });

  it('is not given to one of an unknown authority', async () => {
    const { port } = await serving(certificates.good);
    expect(await ask(port, limits)).toMatchObject({
      outcome: 'fail',
      message: `TLS: certificate of an unknown authority (127.0.0.1:${port})`,
    });
  });

  it('is not given to one for another host', async () => {
    const { port } = await serving(certificates.otherHost);
    expect(await ask(port, { ca: certificates.ca, ...limits })).toMatchObject({
      outcome: 'fail',
      message: `TLS: certificate is not for 127.0.0.1 (127.0.0.1:${port})`,
    });
    const other = await ask(port, { ca: certificates.ca, ...limits, servername: 'other.example' });
    expect(other.outcome).toBe('pass');
  });

  it('is asked for under the given name', async () => {
    const { port, names } = await serving(chain);
    const options = { ca: chain.ca, servername: 'localhost', ...limits };
    expect(await ask(port, options)).toMatchObject({ outcome: 'pass' });
    expect(names).toEqual(['localhost']);
  });

  it('and dates and names are told in one go', async () => {
    const { port } = await serving(certificates.otherHost);
    expect(await ask(port)).toMatchObject({
      outcome: 'fail',
      message: `TLS: certificate of an unknown authority; TLS: certificate is not for 127.0.0.1; the certificate expires in 1 day (127.0.0.1:${port})`,
    });
  });

  it('is told once of one that is out of date', async () => {
    const { port } = await serving(certificates.expired);
    const { outcome, message } = await ask(port, { ca: certificates.ca });
    expect(outcome).toBe('fail');
    expect(message).toBe(`the certificate expired 1 day ago (127.0.0.1:${port})`);
  });

  it('does not matter if it is not asked for', async () => {
    const { port } = await serving(certificates.selfSigned);
    expect(await ask(port, { ...limits, rejectUnauthorized: false })).toMatchObject({ outcome: 'pass' });
  });
});

describe('no certificate', () => {
  it('where nobody listens', async () => {
    const port = await freePort();
    expect(await ask(port)).toEqual({
      outcome: 'fail',
      message: `connection refused (127.0.0.1:${port})`,
      data: { code: 'ECONNREFUSED' },
    });
  });

  it('where no TLS is spoken', async () => {
    const { port } = await raw((socket) => socket.write('220 hello, this is something else entirely\r\n'));
    expect(await ask(port)).toMatchObject({ outcome: 'fail', message: expect.stringContaining('TLS:') });
  });

  it('where the connection is closed before', async () => {
    const { port } = await raw((socket) => socket.end());
    expect(await ask(port)).toMatchObject({ outcome: 'fail', data: { code: 'ECONNRESET' } });
  });
});

describe('giving up', () => {
  it('closes the connection at once and throws the reason', async () => {
    let connected = (): void => {};
    const connecting = new Promise<void>((resolve) => {
      connected = resolve;
    });
    const server = await raw(() => connected());
    const controller = new AbortController();
    const reason = new Error('enough');
    const check = tlsCheck({ host: '127.0.0.1', port: server.port });
    const running = runOnce(check, { signal: controller.signal });
    await connecting;
    controller.abort(reason);
    await expect(running).rejects.toBe(reason);
    await server.idle();
  });

  it('is not how the connection ends otherwise: the server sees it closed in order', async () => {
    const { port, next } = await serving(certificates.good);
    const ended = next();
    await ask(port);
    expect(await ended).toBe('closed in order');
  });

  it('does not even connect when it is too late already', async () => {
    const port = await freePort();
    const running = runOnce(tlsCheck({ host: '127.0.0.1', port }), { signal: AbortSignal.abort('late') });
    await expect(running).rejects.toBe('late');
  });
});

describe('options', () => {
  it('are refused all at once, keys never shown', () => {
    const wrong = '{"host":"","port":1e9,"warnDays":-1,"rejectUnauthorized":"no","key":"s3cret","days":1}';
    const issues = configIssues(() => tlsCheck(asGiven(wrong)));
    expect(issues.map(({ path }) => path)).toEqual([
      'tlsCheck.days',
      'tlsCheck.host',
      'tlsCheck.warnDays',
      'tlsCheck.rejectUnauthorized',
      'tlsCheck',
      'tlsCheck.port',
    ]);
    expect(JSON.stringify(issues)).not.toContain('s3cret');
  });

  it('must leave time between a warning and a failure', () => {
    expect(configIssues(() => tlsCheck({ host: 'example.com', warnDays: 7 }))).toEqual([
      { path: 'tlsCheck.warnDays', message: '7 must be above failDays, which is 7' },
    ]);
  });

  it('need a clock to be judged by', async () => {
    const { port } = await serving(certificates.good);
    const context = { service: 'api', signal: new AbortController().signal };
    const running = async () => tlsCheck({ host: '127.0.0.1', port })(context);
    await expect(running()).rejects.toMatchObject({ code: 'ERR_CHECK_CONTEXT' });
  });
});
