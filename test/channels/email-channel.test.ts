import { inspect } from 'node:util';
import type { SMTPServerOptions } from 'smtp-server';
import { afterEach, describe, expect, test } from 'vitest';
import { emailChannel } from '../../src/channels/email-channel.js';
import type { EmailChannelOptions } from '../../src/channels/email-options.js';
import type { Channel } from '../../src/domain/channel.js';
import { sampleNotification } from '../../src/testing/sample-notification.js';
import { configIssues } from '../support/config-issues.js';
import { type MailServer, startMailServer } from '../support/mail-server.js';
import { selfSignedCertificate } from '../support/self-signed-certificate.js';
import { sendContext, sendFailure } from '../support/send-context.js';

const RIGHT = selfSignedCertificate('localhost');
const ELSEWHERE = selfSignedCertificate('mail.elsewhere.example');
const PASSWORD = 'hunter2-pass';

const opened: { close?(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close?.();
});

async function setUp(
  options: Partial<EmailChannelOptions> = {},
  serverOptions: SMTPServerOptions = {},
): Promise<{ channel: Channel; server: MailServer }> {
  const server = await startMailServer(serverOptions);
  const channel = emailChannel({
    host: '127.0.0.1',
    port: server.port,
    tls: false,
    from: 'Tocsin <tocsin@alerts.example.org>',
    to: 'ops@example.org',
    ...options,
  });
  opened.push(channel, server);
  return { channel, server };
}

const LOGIN: SMTPServerOptions = {
  authMethods: ['PLAIN', 'LOGIN'],
  onAuth: ({ username, password }, _session, done) =>
    username === 'tocsin' && password === PASSWORD
      ? done(null, { user: username })
      : done(Object.assign(new Error(`no ${PASSWORD}`), { responseCode: 535 })),
};

describe('a mail', () => {
  test('has a subject, a text part and an HTML part that a mail program understands', async () => {
    const { channel, server } = await setUp();
    await channel.send(sampleNotification({ title: 'Größe > 95 % 🚨', message: 'a < b\nc' }), sendContext());
    const [{ mail, from, recipients } = {}] = server.mails;
    expect(mail?.subject).toBe('[ERROR] Größe > 95 % 🚨');
    expect(mail?.from?.value).toEqual([{ address: 'tocsin@alerts.example.org', name: 'Tocsin' }]);
    expect(mail?.text).toContain('a < b\nc\n\nSeverity: ERROR\nCategory: system\n');
    expect(mail?.html).toContain('a &lt; b\nc</p>');
    expect(mail?.date).toEqual(new Date(sampleNotification().at));
    expect(mail?.headers.get('auto-submitted')).toBe('auto-generated');
    expect({ from, recipients }).toEqual({
      from: 'tocsin@alerts.example.org',
      recipients: ['ops@example.org'],
    });
  });

  test('goes to all recipients at once', async () => {
    const { channel, server } = await setUp({ to: ['Ann <ann@example.org>', 'bob@example.org'] });
    await channel.send(sampleNotification(), sendContext());
    expect(server.mails.map(({ recipients }) => recipients)).toEqual([
      ['ann@example.org', 'bob@example.org'],
    ]);
    const to = server.mails[0]?.mail.to;
    expect(Array.isArray(to) ? [] : to?.value.map(({ name }) => name)).toEqual(['Ann', '']);
  });

  test('takes several recipients from one text', async () => {
    const { channel, server } = await setUp({ to: 'ann@example.org, Bob <bob@example.org>' });
    await channel.send(sampleNotification(), sendContext());
    expect(server.mails[0]?.recipients).toEqual(['ann@example.org', 'bob@example.org']);
  });

  test('has one Message-ID through all attempts, at the host it is from', async () => {
    const { channel, server } = await setUp();
    await channel.send(sampleNotification(), sendContext({ attempt: 1 }));
    await channel.send(sampleNotification(), sendContext({ attempt: 2 }));
    await channel.send(sampleNotification(), sendContext({ idempotencyKey: 'b> \r\nBcc: c' }));
    const [first, again, other] = server.mails.map(({ mail }) => mail.messageId);
    expect(first).toBe('<notification-1__ops@alerts.example.org>');
    expect(again).toBe(first);
    expect(other).toMatch(/^<[0-9a-f]{64}@alerts\.example\.org>$/);
  });

  test.each([
    'Disk\r\nBcc: victim@example.org',
    'Disk\nBcc: victim@example.org\n\nbody',
    'Disk\r\n.\r\nQUIT',
  ])('gets no header from a title: %j', async (title) => {
    const { channel, server } = await setUp();
    await channel.send(sampleNotification({ title, message: title, category: title }), sendContext());
    const [{ mail, recipients } = {}] = server.mails;
    expect(mail?.subject).toBe(`[ERROR] ${title.replace(/\s+/g, ' ')}`);
    expect(mail?.bcc).toBeUndefined();
    expect(recipients).toEqual(['ops@example.org']);
  });

  test('is marked as urgent if it is critical', async () => {
    const { channel, server } = await setUp();
    await channel.send(sampleNotification({ severity: 'critical' }), sendContext());
    expect(server.mails[0]?.mail.headers.get('priority')).toBe('high');
  });
});

describe('the answer of a mail server', () => {
  test.each([
    { reply: 421, retryable: true },
    { reply: 451, retryable: true },
    { reply: 452, retryable: true },
    { reply: 550, retryable: false },
    { reply: 554, retryable: false },
  ])('$reply to the content is told without its text', async ({ reply, retryable }) => {
    const { channel, server } = await setUp();
    server.faults.data = reply;
    const failure = await sendFailure(channel);
    expect(failure).toMatchObject({ retryable, message: `127.0.0.1 answered ${reply}` });
    expect(inspect(failure, { depth: 10, showHidden: true })).not.toContain('hunter2-reply');
  });

  test.each([
    { replies: [450, 450], retryable: true },
    { replies: [550, 550], retryable: false },
    { replies: [550, 450], retryable: true },
  ])('$replies to all recipients fails the mail', async ({ replies, retryable }) => {
    const { channel, server } = await setUp({ to: ['ann@example.org', 'bob@example.org'] });
    server.faults.recipients.set('ann@example.org', replies[0] ?? 0).set('bob@example.org', replies[1] ?? 0);
    expect(await sendFailure(channel)).toMatchObject({ retryable });
    expect(server.mails).toHaveLength(0);
  });

  test('that refuses some recipients is reported, and the others have their mail', async () => {
    const { channel, server } = await setUp({
      to: ['ann@example.org', 'bob@example.org', 'cat@example.org'],
    });
    server.faults.recipients.set('bob@example.org', 550);
    const problems: string[] = [];
    await channel.send(sampleNotification(), sendContext({ report: (problem) => problems.push(problem) }));
    expect(problems).toEqual(['127.0.0.1 refused bob@example.org (550); the other recipients got the mail']);
    expect(server.mails[0]?.recipients).toEqual(['ann@example.org', 'cat@example.org']);
  });

  test('that refuses some recipients becomes a warning of the process when nobody listens', async () => {
    const { channel, server } = await setUp({ to: ['ann@example.org', 'bob@example.org'] });
    server.faults.recipients.set('bob@example.org', 550);
    const warnings: Error[] = [];
    const listen = (warning: Error): void => {
      warnings.push(warning);
    };
    process.on('warning', listen);
    await channel.send(sampleNotification(), sendContext());
    await expect.poll(() => warnings.filter(({ name }) => name === 'TocsinWarning').length).toBe(1);
    process.off('warning', listen);
    expect(String(warnings)).toContain('bob@example.org (550)');
  });

  test('that puts some recipients off makes the next attempt go to those alone', async () => {
    const { channel, server } = await setUp({
      to: ['ann@example.org', 'bob@example.org', 'cat@example.org'],
    });
    server.faults.recipients.set('bob@example.org', 451);
    expect(await sendFailure(channel)).toMatchObject({
      retryable: true,
      message: '127.0.0.1 put off bob@example.org (451); the other recipients got the mail',
    });
    server.faults.recipients.clear();
    await channel.send(sampleNotification(), sendContext({ attempt: 2 }));
    await channel.send(
      sampleNotification({ id: 'notification-2' }),
      sendContext({ idempotencyKey: 'notification-2__ops' }),
    );
    expect(server.mails.map(({ recipients }) => recipients)).toEqual([
      ['ann@example.org', 'cat@example.org'],
      ['bob@example.org'],
      ['ann@example.org', 'bob@example.org', 'cat@example.org'],
    ]);
    const addressed = server.mails.map(({ mail }) => (Array.isArray(mail.to) ? [] : mail.to?.value.length));
    expect(addressed).toEqual([3, 3, 3]);
  });

  test('that first puts a recipient off and then refuses it ends in success and a report', async () => {
    const { channel, server } = await setUp({ to: ['ann@example.org', 'bob@example.org'] });
    server.faults.recipients.set('bob@example.org', 451);
    await sendFailure(channel);
    server.faults.recipients.set('bob@example.org', 550);
    const problems: string[] = [];
    await channel.send(
      sampleNotification(),
      sendContext({ attempt: 2, report: (problem) => problems.push(problem) }),
    );
    expect(problems).toEqual([expect.stringContaining('bob@example.org (550)')]);
    expect(server.mails).toHaveLength(1);
  });

  test('that gets lost after the mail was stored makes it go out again under the same Message-ID', async () => {
    const { channel, server } = await setUp();
    server.faults.data = 'drop';
    expect(await sendFailure(channel)).toMatchObject({ retryable: true });
    delete server.faults.data;
    await channel.send(sampleNotification(), sendContext({ attempt: 2 }));
    const ids = server.mails.map(({ mail }) => mail.messageId);
    expect(ids).toEqual([ids[0], ids[0]]);
    expect(ids).toHaveLength(2);
  });

  test('that never comes is waited for until the signal aborts, and the next mail takes another connection', async () => {
    const { channel, server } = await setUp();
    server.faults.data = 'silent';
    const controller = new AbortController();
    const failure = sendFailure(channel, { signal: controller.signal });
    await expect.poll(() => server.mails.length).toBe(1);
    controller.abort();
    expect(await failure).toMatchObject({
      retryable: true,
      message: 'the attempt to reach 127.0.0.1 was called off',
    });
    delete server.faults.data;
    await channel.send(sampleNotification(), sendContext());
    expect(server.mails).toHaveLength(2);
  });
});

describe('the way to a mail server', () => {
  test('is one connection for many mails', async () => {
    const seen = new Set<string>();
    const { channel, server } = await setUp(
      {},
      { onConnect: (session, done) => done(seen.add(session.id) && null) },
    );
    for (let n = 0; n < 5; n++) await channel.send(sampleNotification(), sendContext());
    expect(server.mails).toHaveLength(5);
    expect(seen.size).toBe(1);
  });

  test('that leads to nobody is tried again', async () => {
    const { channel, server } = await setUp();
    await server.close();
    expect(await sendFailure(channel)).toMatchObject({
      retryable: true,
      message: 'could not send by 127.0.0.1: ECONNREFUSED',
    });
    await expect(channel.verify?.()).rejects.toMatchObject({ retryable: true });
  });

  test('is secured by STARTTLS, and logs in', async () => {
    const { channel, server } = await setUp(
      { tls: { ca: RIGHT.cert }, host: 'localhost', auth: { user: 'tocsin', pass: PASSWORD } },
      { ...RIGHT, ...LOGIN },
    );
    await channel.verify?.();
    await channel.send(sampleNotification(), sendContext());
    expect(server.mails.map(({ secure, user }) => ({ secure, user }))).toEqual([
      { secure: true, user: 'tocsin' },
    ]);
  });

  test('is not taken when the server offers no TLS', async () => {
    const { channel, server } = await setUp({ tls: {} });
    expect(await sendFailure(channel)).toMatchObject({
      retryable: false,
      message: '127.0.0.1 answered 500: no secure connection came about',
    });
    expect(server.mails).toHaveLength(0);
  });

  test.each([
    { what: 'signed by nobody known', certificate: RIGHT, tls: {} },
    { what: 'of another host', certificate: ELSEWHERE, tls: { ca: ELSEWHERE.cert } },
  ])('is not taken with a certificate $what', async ({ certificate, tls }) => {
    const { channel, server } = await setUp({ tls, host: 'localhost' }, { ...certificate });
    expect(await sendFailure(channel)).toMatchObject({
      retryable: true,
      message: expect.stringMatching(/localhost: [A-Z_]+/),
    });
    await expect(channel.verify?.()).rejects.toMatchObject({ retryable: true });
    expect(server.mails).toHaveLength(0);
  });

  test('is closed to a wrong password, of which nothing is told', async () => {
    const { channel } = await setUp(
      { auth: { user: 'tocsin', pass: `${PASSWORD}-wrong` } },
      { ...LOGIN, allowInsecureAuth: true },
    );
    const failure = await sendFailure(channel);
    expect(failure).toMatchObject({
      retryable: false,
      message: '127.0.0.1 answered 535: the user name or the password is not accepted',
    });
    expect(inspect([failure, channel], { depth: 10, showHidden: true })).not.toContain(PASSWORD);
    await expect(channel.verify?.()).rejects.toMatchObject({ retryable: false });
  });

  test('is given up by close, and taken again by whoever still sends', async () => {
    const { channel, server } = await setUp();
    await channel.send(sampleNotification(), sendContext());
    await channel.close?.();
    await channel.send(sampleNotification(), sendContext());
    expect(server.mails).toHaveLength(2);
  });
});

describe('the options of emailChannel', () => {
  const good = { host: 'smtp.example.org', from: 'a@example.org', to: 'b@example.org' };
  test.each<[object, string]>([
    [{ host: '' }, 'host'],
    [{ host: 'smtp.example.org\r\n' }, 'host'],
    [{ host: undefined }, 'host'],
    [{ port: 0 }, 'port'],
    [{ port: '587' }, 'port'],
    [{ from: 'nobody' }, 'from'],
    [{ from: 'a@example.org\r\nBcc: c@example.org' }, 'from'],
    [{ to: [] }, 'to'],
    [{ to: undefined }, 'to'],
    [{ to: 'a@example.org,' }, 'to'],
    [{ to: ['a@example.org', 'b'] }, 'to.1'],
    [{ auth: { user: '', pass: PASSWORD } }, 'auth.user'],
    [{ auth: { user: PASSWORD, pass: '' } }, 'auth.pass'],
    [{ tls: true }, 'tls'],
  ])('are checked: %j', (options, path) => {
    const issues = configIssues(() => emailChannel({ ...good, ...options }));
    expect(issues.map((issue) => issue.path)).toEqual([`emailChannel.${path}`]);
    expect(JSON.stringify(issues)).not.toContain(PASSWORD);
  });

  test.each([`smtps://tocsin:${PASSWORD}@smtp.example.org:465`, `tocsin:${PASSWORD}@smtp.example.org`])(
    'show no password where a URL was given as the host: %#',
    (host) => {
      const issues = configIssues(() => emailChannel({ ...good, host }));
      expect(issues).toEqual([
        { path: 'emailChannel.host', message: expect.stringContaining('write the name alone') },
      ]);
      expect(JSON.stringify(issues)).not.toContain(PASSWORD);
    },
  );

  test('are fine as they are documented', () => {
    expect(configIssues(() => emailChannel({ ...good, port: 465, auth: { user: 'u', pass: 'p' } }))).toEqual(
      [],
    );
  });
});
