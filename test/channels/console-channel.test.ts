import { PassThrough, Writable } from 'node:stream';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { consoleChannel } from '../../src/channels/console-channel.js';
import { sampleAlert, sampleNotification } from '../../src/testing/sample-notification.js';
import { sendContext, sendFailure } from '../support/send-context.js';

const LINE = '[2026-03-01 12:00:00] [ERROR] Disk full: /var is at 95 %\n';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** A stream that keeps what it is given, as a terminal would show it. */
function terminal(isTTY: boolean): { lines: string[]; isTTY: boolean; write(text: string): boolean } {
  const lines: string[] = [];
  return { lines, isTTY, write: (text) => lines.push(text) > 0 };
}

describe('consoleChannel', () => {
  test('writes one line for a notification', async () => {
    const stream = new PassThrough();
    await consoleChannel({ stream }).send(sampleNotification(), sendContext());
    expect(String(stream.read())).toBe(LINE);
  });

  test('writes to process.stdout by default, whatever that is at the time', async () => {
    const channel = consoleChannel({ color: false });
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    await channel.send(sampleNotification(), sendContext());
    expect(write).toHaveBeenCalledWith(LINE, expect.anything());
  });

  test('writes at once when it is called', () => {
    const stream = terminal(false);
    void consoleChannel({ stream }).send(sampleNotification(), sendContext());
    expect(stream.lines).toEqual([LINE]);
  });

  test('keeps a message of many lines on one, so that it cannot pose as another notification', async () => {
    const stream = terminal(false);
    const message = 'gone\n[2026-03-01 12:00:01] [INFO] All is well\r\n\u001b[2J';
    await consoleChannel({ stream }).send(sampleNotification({ message }), sendContext());
    expect(stream.lines).toEqual([
      '[2026-03-01 12:00:00] [ERROR] Disk full: gone [2026-03-01 12:00:01] [INFO] All is well [2J\n',
    ]);
  });

  test('says that a notification escalates, which its title does not', async () => {
    const stream = terminal(false);
    await consoleChannel({ stream }).send(sampleNotification({ reason: 'escalated' }), sendContext());
    expect(stream.lines).toEqual([LINE.replace('\n', ' (escalated)\n')]);
  });

  describe('colours', () => {
    const coloured = LINE.replace('[ERROR]', '\u001b[31m[ERROR]\u001b[0m');
    test.each([
      { title: 'a terminal', isTTY: true, noColor: '', color: undefined, line: coloured },
      { title: 'not a file', isTTY: false, noColor: '', color: undefined, line: LINE },
      {
        title: 'not a terminal where NO_COLOR is set',
        isTTY: true,
        noColor: '1',
        color: undefined,
        line: LINE,
      },
      { title: 'a file if told to', isTTY: false, noColor: '', color: true, line: coloured },
      {
        title: 'a terminal where NO_COLOR is set if told to',
        isTTY: true,
        noColor: '1',
        color: true,
        line: coloured,
      },
      { title: 'not a terminal if told not to', isTTY: true, noColor: '', color: false, line: LINE },
    ])('$title', async ({ isTTY, noColor, color, line }) => {
      vi.stubEnv('NO_COLOR', noColor);
      const stream = terminal(isTTY);
      await consoleChannel({ stream, color }).send(sampleNotification(), sendContext());
      expect(stream.lines).toEqual([line]);
    });

    test('the severity and nothing that a title says in its place', async () => {
      const stream = terminal(true);
      await consoleChannel({ stream, color: true }).send(
        sampleNotification({ title: '[ERROR] $& x' }),
        sendContext(),
      );
      expect(stream.lines).toEqual([coloured.replace('Disk full', () => '[ERROR] $& x')]);
    });
  });

  test('writes JSON for log collectors, one object a line', async () => {
    const stream = terminal(true);
    const alerts = [sampleAlert({ data: { mount: '/var' } })];
    await consoleChannel({ stream, json: true }).send(sampleNotification({ alerts }), sendContext());
    const [line = ''] = stream.lines;
    expect(line).toMatch(/^\{.*\}\n$/);
    expect(JSON.parse(line)).toEqual({
      time: '2026-03-01T12:00:00.000Z',
      severity: 'error',
      title: 'Disk full',
      message: '/var is at 95 %',
      category: 'system',
      reason: 'first',
      count: 1,
      total: 1,
      groupKey: 'system:Disk full',
      id: 'notification-1',
      data: { mount: '/var' },
    });
  });

  test('waits until a slow stream has taken the line', async () => {
    let take = (): void => {};
    const stream = new Writable({
      write: (_chunk, _encoding, done) => {
        take = done;
      },
    });
    let taken = false;
    const sending = consoleChannel({ stream })
      .send(sampleNotification(), sendContext())
      .then(() => {
        taken = true;
      });
    await new Promise((resolve) => setImmediate(resolve));
    expect(taken).toBe(false);
    take();
    await sending;
    expect(taken).toBe(true);
  });

  test('leaves no listener behind on the stream', async () => {
    const stream = new PassThrough().resume();
    for (let n = 0; n < 20; n++) await consoleChannel({ stream }).send(sampleNotification(), sendContext());
    expect(stream.listenerCount('error')).toBe(0);
  });

  test('fails retryably when the stream does, without taking the process down', async () => {
    const stream = new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })),
    });
    const channel = consoleChannel({ stream });
    expect(await sendFailure(channel)).toMatchObject({
      retryable: true,
      message: 'the console stream failed: EPIPE',
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(await sendFailure(channel)).toMatchObject({
      retryable: true,
      message: 'the console stream is closed',
    });
  });
});
