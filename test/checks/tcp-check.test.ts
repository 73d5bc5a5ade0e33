import type { Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type TcpCheckOptions, tcpCheck } from '../../src/checks/tcp-check.js';
import type { Clock } from '../../src/domain/clock.js';
import { configIssues } from '../support/config-issues.js';
import { asGiven } from './support/as-given.js';
import { runOnce } from './support/run-once.js';
import { freePort, listen, type TcpServer } from './support/tcp-server.js';

const servers: TcpServer[] = [];

async function serving(onConnection: (socket: Socket) => void = () => {}): Promise<TcpServer> {
  const server = await listen(onConnection);
  servers.push(server);
  return server;
}

afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

const at = (port: number, options: Partial<TcpCheckOptions> = {}): TcpCheckOptions => ({
  host: '127.0.0.1',
  port,
  ...options,
});

/** A clock that goes on by so much whenever it is asked. */
function stepping(ms: number): Clock {
  let now = 0;
  const step = (): number => {
    now += ms;
    return now;
  };
  return { now: step, monotonic: step, setTimeout: () => undefined, clearTimeout: () => {} };
}

describe('a connection', () => {
  it('passes when somebody listens, and is closed at once', async () => {
    const server = await serving();
    expect(await runOnce(tcpCheck(at(server.port)), { clock: stepping(7) })).toEqual({
      outcome: 'pass',
      data: { connectMs: 7 },
    });
    await server.idle();
  });

  it('fails when nobody does', async () => {
    const port = await freePort();
    expect(await runOnce(tcpCheck(at(port)))).toEqual({
      outcome: 'fail',
      message: `connection refused (127.0.0.1:${port})`,
      data: { code: 'ECONNREFUSED' },
    });
  });

  it('tells of an IPv6 address in brackets', async () => {
    const port = await freePort();
    const { message } = await runOnce(tcpCheck({ host: '::1', port }));
    expect(message).toContain(`([::1]:${port})`);
  });

  it.each([
    [120, 'pass', undefined],
    [121, 'warn', 'took 121ms to connect, more than 120ms'],
    [5_000, 'warn', 'took 5000ms to connect, more than 120ms'],
  ] as const)('that takes %d ms with a limit of 120 ms: %s', async (ms, outcome, told) => {
    const { port } = await serving();
    const result = await runOnce(tcpCheck(at(port, { warnAfter: 120 })), { clock: stepping(ms) });
    expect(result).toEqual({
      outcome,
      ...(told === undefined ? {} : { message: `${told} (127.0.0.1:${port})` }),
      data: { connectMs: ms },
    });
  });

  it('cannot be timed without a clock', async () => {
    const { port } = await serving();
    const context = { service: 'api', signal: new AbortController().signal };
    expect(await tcpCheck(at(port))(context)).toEqual({ outcome: 'pass' });
    await expect(tcpCheck(at(port, { warnAfter: 120 }))(context)).rejects.toMatchObject({
      code: 'ERR_CHECK_CONTEXT',
    });
  });
});

describe('a conversation', () => {
  it('passes when the expected comes, be it in pieces', async () => {
    const server = await serving((socket) => {
      socket.on('data', (chunk) => {
        expect(chunk.toString()).toBe('PING\r\n');
        socket.write('+PO');
        setImmediate(() => socket.write('NG\r\n'));
      });
    });
    const options = at(server.port, { send: 'PING\r\n', expect: '+PONG' });
    expect(await runOnce(tcpCheck(options))).toMatchObject({ outcome: 'pass' });
    await server.idle();
  });

  it('takes an expression, a global one too, time and again', async () => {
    const { port } = await serving((socket) => socket.write('220 mail.example ESMTP\r\n'));
    const check = tcpCheck(at(port, { expect: /^220 .*ESMTP/g }));
    for (let i = 0; i < 3; i++) expect(await runOnce(check)).toMatchObject({ outcome: 'pass' });
  });

  it('passes once all is sent if nothing is expected', async () => {
    let heard = '';
    const server = await serving((socket) => {
      socket.on('data', (chunk) => {
        heard += chunk.toString();
      });
    });
    const bytes = new TextEncoder().encode('x'.repeat(100_000));
    expect(await runOnce(tcpCheck(at(server.port, { send: bytes })))).toMatchObject({ outcome: 'pass' });
    await server.idle();
    expect(heard.length).toBe(100_000);
  });

  it('fails when the other end closes before, and tells nothing of what was said', async () => {
    const { port } = await serving((socket) => {
      socket.on('data', () => socket.end('-ERR wrong password hunter2'));
    });
    const options = at(port, { send: 'AUTH hunter2\r\n', expect: '+OK' });
    expect(await runOnce(tcpCheck(options))).toEqual({
      outcome: 'fail',
      message: `closed before "+OK" came (127.0.0.1:${port})`,
    });
  });

  it('fails when the connection is cut', async () => {
    const { port } = await serving((socket) => socket.resetAndDestroy());
    expect(await runOnce(tcpCheck(at(port, { expect: /hello/ })))).toEqual({
      outcome: 'fail',
      message: `connection reset (127.0.0.1:${port})`,
      data: { code: 'ECONNRESET' },
    });
  });

  it('is given up when too much came without it', async () => {
    const server = await serving((socket) => {
      const more = (): void => void (socket.writable && socket.write('x'.repeat(1_000), more));
      more();
    });
    const options = at(server.port, { expect: 'hello', maxBytes: 5_000 });
    expect(await runOnce(tcpCheck(options))).toEqual({
      outcome: 'fail',
      message: `"hello" is not in the first 5000 bytes (127.0.0.1:${server.port})`,
    });
    await server.idle();
  });
});

describe('giving up', () => {
  it('closes the connection at once and throws the reason', async () => {
    let connected = (): void => {};
    const connecting = new Promise<void>((resolve) => {
      connected = resolve;
    });
    const server = await serving(() => connected());
    const controller = new AbortController();
    const reason = new Error('enough');
    const running = runOnce(tcpCheck(at(server.port, { expect: 'never' })), { signal: controller.signal });
    await connecting;
    controller.abort(reason);
    await expect(running).rejects.toBe(reason);
    await server.idle();
  });

  it('does not even connect when it is too late already', async () => {
    const server = await serving();
    const reason = new Error('enough');
    const running = runOnce(tcpCheck(at(server.port)), { signal: AbortSignal.abort(reason) });
    await expect(running).rejects.toBe(reason);
    expect(server.open.size).toBe(0);
  });

  it('leaves nothing on the signal', async () => {
    const server = await serving();
    const { signal } = new AbortController();
    const added: string[] = [];
    const removed: string[] = [];
    signal.addEventListener = (type: string) => added.push(type);
    signal.removeEventListener = (type: string) => removed.push(type);
    await runOnce(tcpCheck(at(server.port)), { signal });
    expect(removed).toEqual(added);
    expect(added).toEqual(['abort']);
  });
});

describe('options', () => {
  it('are refused all at once, what is sent never shown', () => {
    const wrong =
      '{"host":" ","port":0,"warnAfter":"-1s","send":["s3cret"],"expect":"","maxBytes":1.5,"prot":1}';
    expect(configIssues(() => tcpCheck(asGiven(wrong)))).toEqual([
      { path: 'tcpCheck.prot', message: 'there is no such option; did you mean port?' },
      { path: 'tcpCheck.send', message: 'must be a text or bytes' },
      { path: 'tcpCheck.host', message: `" " is not a text; write one such as 'db.internal'` },
      { path: 'tcpCheck.port', message: '0 is not a whole number from 1 to 65535' },
      {
        path: 'tcpCheck.warnAfter',
        message: `"-1s" is not a duration above 0 and up to a year; write milliseconds or a text such as '100ms' or '2s'`,
      },
      { path: 'tcpCheck.expect', message: '"" is not a text or a regular expression' },
      { path: 'tcpCheck.maxBytes', message: '1.5 is not a whole number from 1 to 1048576' },
    ]);
  });

  it('must be there', () => {
    expect(configIssues(() => tcpCheck(asGiven('null')))).toEqual([
      {
        path: 'tcpCheck',
        message:
          'null is not a set of options; the options are host, port, warnAfter, send, expect, maxBytes',
      },
    ]);
  });
});
