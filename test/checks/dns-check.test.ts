import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DnsCheckOptions, dnsCheck } from '../../src/checks/dns-check.js';
import type { CheckResult } from '../../src/domain/check.js';
import { configIssues } from '../support/config-issues.js';
import { asGiven } from './support/as-given.js';
import { type DnsServer, serveZone } from './support/dns-server.js';
import { runOnce } from './support/run-once.js';

let server: DnsServer;

const LONG = 'v=spf1 '.repeat(60);

beforeAll(async () => {
  server = await serveZone({
    'www.example.com': ['A 192.0.2.1', 'A 192.0.2.2', 'AAAA 2001:0db8:0000:0000:0000:0000:0000:0001'],
    'alias.example.com': ['CNAME WWW.Example.com'],
    'example.com': [
      'MX 10 mail.example.com',
      'MX 20 backup.example.com',
      'TXT hello world',
      `TXT ${LONG}`,
      'TXT Bad\u0007 text',
      'NS ns1.example.com',
    ],
    '_sip._tcp.example.com': ['SRV 0 5 5060 sip.example.com'],
    'many.example.com': Array.from({ length: 12 }, (_, i) => `A 192.0.2.${i + 1}` as const),
    'failing.example.com': 2,
    'refused.example.com': 5,
    'silent.example.com': 'silence',
  });
});

afterAll(() => server.close());

const ask = (name: string, options: DnsCheckOptions = {}): Promise<CheckResult> =>
  runOnce(dnsCheck(name, { servers: [server.address], ...options }));

describe('an answer', () => {
  it('passes, whatever it is, if nothing is expected', async () => {
    expect(await ask('www.example.com')).toEqual({
      outcome: 'pass',
      data: { answers: ['192.0.2.1', '192.0.2.2'] },
    });
  });

  it.each<[string, DnsCheckOptions, string[]]>([
    ['www.example.com', { expect: '192.0.2.2' }, ['192.0.2.1', '192.0.2.2']],
    ['www.example.com', { expect: ['192.0.2.2', '192.0.2.1'] }, ['192.0.2.1', '192.0.2.2']],
    ['www.example.com', { type: 'AAAA', expect: '2001:db8::1' }, ['2001:db8::1']],
    ['www.example.com', { type: 'AAAA', expect: '2001:DB8:0:0::1' }, ['2001:db8::1']],
    ['alias.example.com', { type: 'CNAME', expect: 'www.EXAMPLE.com.' }, ['www.example.com']],
    ['example.com', { type: 'NS', expect: 'ns1.example.com' }, ['ns1.example.com']],
    ['_sip._tcp.example.com', { type: 'SRV', expect: 'sip.example.com' }, ['0 5 5060 sip.example.com']],
    ['_sip._tcp.example.com', { type: 'SRV', expect: 'sip.example.com:5060' }, ['0 5 5060 sip.example.com']],
    [
      '_sip._tcp.example.com',
      { type: 'SRV', expect: '0 5 5060 sip.example.com' },
      ['0 5 5060 sip.example.com'],
    ],
  ])('of %s passes as expected: %j', async (name, options, answers) => {
    expect(await ask(name, options)).toEqual({ outcome: 'pass', data: { answers } });
  });

  it('of MX is expected with its priority or without', async () => {
    for (const expected of ['mail.example.com', '20 backup.example.com']) {
      const result = await ask('example.com', { type: 'MX', expect: expected });
      expect(result.outcome).toBe('pass');
    }
    expect(await ask('example.com', { type: 'MX', expect: '30 mail.example.com' })).toMatchObject({
      outcome: 'fail',
      message: expect.stringMatching(
        /^expected 30 mail\.example\.com among (10 mail|20 backup)\.example\.com, (10 mail|20 backup)\.example\.com \(MX example\.com\)$/,
      ),
    });
  });

  it('of TXT is put together from its pieces and compared to the letter', async () => {
    expect(await ask('example.com', { type: 'TXT', expect: [LONG, 'hello world'] })).toMatchObject({
      outcome: 'pass',
    });
    expect((await ask('example.com', { type: 'TXT', expect: 'Hello world' })).outcome).toBe('fail');
  });

  it('is cleaned and shortened before it is told', async () => {
    const { data } = await ask('example.com', { type: 'TXT' });
    const { answers } = data as { answers: string[] };
    expect(answers).toContain('Bad text');
    expect(Math.max(...answers.map(({ length }) => length))).toBe(255);
  });

  it('fails without what is expected, and tells ten answers at most', async () => {
    expect(await ask('www.example.com', { expect: ['192.0.2.1', '192.0.2.7', '192.0.2.8'] })).toEqual({
      outcome: 'fail',
      message: 'expected 192.0.2.7 and 192.0.2.8 among 192.0.2.1, 192.0.2.2 (A www.example.com)',
      data: { answers: ['192.0.2.1', '192.0.2.2'] },
    });
    const { message } = await ask('many.example.com', { expect: '198.51.100.1' });
    expect(message?.match(/192\.0\.2\.\d+/g)).toHaveLength(10);
    expect(message).toContain(' and 2 more (A many.example.com)');
  });
});

describe('no answer', () => {
  it.each<[string, DnsCheckOptions, string, string]>([
    ['nowhere.example.com', {}, 'there is no such name', 'ENOTFOUND'],
    ['example.com', {}, 'the name has no A record', 'ENODATA'],
    ['www.example.com', { type: 'SRV' }, 'the name has no SRV record', 'ENODATA'],
    ['failing.example.com', {}, 'the name server failed', 'ESERVFAIL'],
    ['refused.example.com', {}, 'the name server refuses to answer', 'EREFUSED'],
  ])('for %s %j fails as %s', async (name, options, message, code) => {
    const type = options.type ?? 'A';
    expect(await ask(name, options)).toEqual({
      outcome: 'fail',
      message: `${message} (${type} ${name})`,
      data: { code },
    });
  });

  it('from where no name server is fails', async () => {
    const gone = await serveZone({});
    await gone.close();
    expect(await ask('www.example.com', { servers: [gone.address] })).toMatchObject({
      outcome: 'fail',
      message: 'the name server cannot be reached (A www.example.com)',
      data: { code: 'ECONNREFUSED' },
    });
  });
});

describe('giving up', () => {
  it('ends the question at once and throws the reason', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const questioned = server.questioned();
    const check = dnsCheck('silent.example.com', { servers: [server.address] });
    const running = runOnce(check, { signal: controller.signal });
    await questioned;
    controller.abort(reason);
    await expect(running).rejects.toBe(reason);
  });

  it('does not even ask when it is too late already', async () => {
    const asked = server.asked.length;
    const reason = new Error('enough');
    const check = dnsCheck('www.example.com', { servers: [server.address] });
    await expect(runOnce(check, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(server.asked.length).toBe(asked);
  });
});

describe('options', () => {
  it('are refused all at once', () => {
    const wrong = '{"type":"PTR","expect":[7],"servers":["name.server","10.0.0.2"],"typ":1}';
    expect(configIssues(() => dnsCheck('', asGiven(wrong)))).toEqual([
      { path: 'dnsCheck.typ', message: 'there is no such option; did you mean type?' },
      { path: 'dnsCheck.name', message: `"" is not a text; write one such as 'example.com'` },
      {
        path: 'dnsCheck.type',
        message: '"PTR" is not a type that can be asked for; use A, AAAA, CNAME, MX, TXT, NS, SRV',
      },
      { path: 'dnsCheck.expect', message: `7 is not a text; write one such as '192.0.2.1'` },
      {
        path: 'dnsCheck.servers.0',
        message: `"name.server" is not the address of a name server; write one such as '10.0.0.2' or '10.0.0.2:5353'`,
      },
    ]);
    expect(configIssues(() => dnsCheck('example.com', { servers: [] }))).toEqual([
      {
        path: 'dnsCheck.servers',
        message: "expected a list of addresses, found an empty list; leave it out for the machine's own",
      },
    ]);
  });
});
