// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is what a message shows

import { once } from 'node:events';
import { createServer } from 'node:https';
import { describe, expect, it } from 'vitest';
import { createPartFactory } from '../../src/cli/create-part-factory.js';
import { readFileConfig } from '../../src/config/file-config.js';
import { parseConfigText } from '../../src/config/parse-config-text.js';
import { type ResolvedService, resolveConfig } from '../../src/config/resolve-config.js';
import type { ConfigIssue } from '../../src/domain/config-error.js';
import { runOnce } from '../checks/support/run-once.js';
import { listen } from '../checks/support/tcp-server.js';
import { selfSignedCertificate } from '../support/self-signed-certificate.js';

const NO_PEM =
  'expected PEM, which begins with -----BEGIN, found a text without it; what is in a file comes by a variable, NAME_FILE for ${NAME}';

/** The service `a` of a file whose `check` is written so. */
async function written(check: string): Promise<{
  issues: readonly ConfigIssue[];
  kind: string | undefined;
  service: ResolvedService | undefined;
}> {
  const raw = await parseConfigText(`services: { a: { check: ${check} } }`, 'yaml', 'example.yaml');
  const { config, issues, checks } = readFileConfig(raw, createPartFactory(false));
  const service = issues.length > 0 ? undefined : resolveConfig(config).services.get('a');
  return { issues, kind: checks.get('a'), service };
}

describe('a check of a file', () => {
  it.each([
    ['{ type: cpu, warn: 80, fail: 95 }', 'cpuCheck'],
    [
      '{ type: process, rss: { fail: 500000000 }, heap: { warn: 80 }, cpu: {}, handles: { warn: 9 } }',
      'processCheck',
    ],
    [
      '{ type: tcp, host: db, port: 5432, warnAfter: 50ms, send: "PING\\r\\n", expect: { regex: PONG } }',
      'tcpCheck',
    ],
    ['{ type: tls, host: example.com, port: 8443, warnDays: 30, failDays: 5, servername: x }', 'tlsCheck'],
    [
      '{ type: dns, name: example.com, record: MX, expect: [mail.example.com], servers: [10.0.0.2] }',
      'dnsCheck',
    ],
    [
      '{ type: command, command: /bin/true, args: [-w, "5"], cwd: /, env: { A: b }, maxOutput: 100 }',
      'commandCheck',
    ],
    [
      '{ type: heartbeat, cron: "0 3 * * *", timeZone: Europe/Berlin, grace: 30m, maxRuntime: 2h }',
      'heartbeat',
    ],
    ['{ type: withRetries, check: https://a.example, retries: 3, delay: 1s, factor: 2 }', 'withRetries'],
    ['{ type: allOf, checks: { a: { type: cpu }, b: https://b.example }, timeout: 2s }', 'allOf'],
    ['{ type: anyOf, checks: [{ type: cpu }, { type: allOf, checks: [https://b.example] }] }', 'anyOf'],
  ])('%s is made', async (check, name) => {
    const { issues, kind, service } = await written(check);
    expect(issues).toEqual([]);
    expect(service?.check.name).toBe(name);
    expect(`${kind}`).toBe(name.replace(/Check$/, ''));
  });

  it('trusts the authority that it names', async () => {
    const { cert, key } = selfSignedCertificate();
    const server = createServer({ cert, key }, (_, response) => response.end()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = Object(server.address());
    const trusting = `{ type: http, url: "https://127.0.0.1:${port}", tls: { ca: ${JSON.stringify(cert)} } }`;
    const { service } = await written(trusting);
    expect(service && (await runOnce(service.check))).toMatchObject({ outcome: 'pass' });
    const { service: other } = await written(`https://127.0.0.1:${port}`);
    expect(other && (await runOnce(other.check))).toMatchObject({ outcome: 'fail' });
    server.closeAllConnections();
    server.close();
  });

  it('does what it says', async () => {
    const server = await listen((socket) => socket.end('220 hello\r\n'));
    const { port } = server;
    const part = `{ type: tcp, host: 127.0.0.1, port: ${port}, expect: "220 " }`;
    const { service } = await written(
      `{ type: allOf, checks: { mail: ${part}, web: { type: withRetries, retries: 1, delay: 0, check: { type: tcp, host: 127.0.0.1, port: ${port}, expect: HTTP } } } }`,
    );
    const result = service && (await runOnce(service.check));
    await server.close();
    expect(result).toMatchObject({
      outcome: 'fail',
      message: `web: closed before "HTTP" came (127.0.0.1:${port}) (2 tries)`,
    });
  });

  it.each([
    [
      '{ type: http, url: https://a.example, tls: { ca: /etc/ssl/ca.pem, rejectUnauthorised: false } }',
      [
        `check.tls.ca: ${NO_PEM}`,
        'check.tls.rejectUnauthorised: unknown setting; did you mean rejectUnauthorized?',
      ],
    ],
    [
      '{ type: http, url: https://a.example, tls: { cert: "-----BEGIN hunter2" } }',
      ['check.tls: cannot be used: ERR_OSSL_PEM_NO_START_LINE'],
    ],
    ['{ type: tls, host: a.example, ca: hunter2 }', [`check.ca: ${NO_PEM}`]],
    ['{ type: tcp, host: db }', ['check.port: expected a number, found nothing']],
    ['{ type: tcp, host: db, port: 70000 }', ['check.port: 70000 is not a whole number from 1 to 65535']],
    [
      '{ type: tcp, host: db, prot: 1 }',
      ['check.port: expected a number, found nothing', 'check.prot: unknown setting; did you mean port?'],
    ],
    [
      '{ type: dns, name: a.example, record: PTR }',
      ['check.record: expected one of A, AAAA, CNAME, MX, TXT, NS, SRV, found "PTR"'],
    ],
    ['{ type: tls, host: a.example, warnDays: 3 }', ['check.warnDays: 3 must be above failDays, which is 7']],
    ['{ type: command, command: x, args: -w 5 }', ['check.args: expected a list of texts, found a text']],
    [
      '{ type: heartbeat }',
      ["check: say when it is due: either period, such as '1h', or cron, such as '0 3 * * *'"],
    ],
    [
      '{ type: heartbeat, cron: soon }',
      [
        `check.cron: "soon" is not a cron expression; write one with five fields, such as '0 3 * * *' for every day at 3`,
      ],
    ],
    ['{ type: process, rss: { most: 1 } }', ['check.rss.most: unknown setting; known are warn, fail']],
    [
      '{ type: allOf, checks: { a: { type: cpu, warn: 99 }, b: ftp://x } }',
      [
        'check.checks.a.warn: 99 must be below fail, which is 90',
        'check.checks.b: has the scheme ftp: but must be http: or https:',
      ],
    ],
    ['{ type: allOf, checks: 7 }', ['check.checks: expected checks by name or a list of them, found 7']],
    ['{ type: anyOf, checks: [] }', ['check.checks: is empty; name one check at least']],
    [
      '{ type: withRetries, check: { type: heartbeat, period: 1h } }',
      ['check.check: a heartbeat cannot be part of another check; give it a service of its own'],
    ],
    [
      '{ type: withRetries, retries: 0, check: { type: tcq } }',
      [
        'check.check.type: expected one of http, memory, disk, eventLoop, cpu, process, tcp, tls, dns, command, heartbeat, withRetries, allOf, anyOf, found "tcq"; did you mean tcp?',
        'check.retries: 0 is not a whole number from 1 to 100',
      ],
    ],
  ])('%s is refused', async (check, expected) => {
    const { issues } = await written(check);
    expect(issues.map(({ path, message }) => `${path.replace('services.a.', '')}: ${message}`)).toEqual(
      expected,
    );
  });

  it('may not go in circles', () => {
    const circle: Record<string, unknown> = { type: 'withRetries' };
    circle.check = circle;
    const { issues } = readFileConfig({ services: { a: { check: circle } } }, createPartFactory(false));
    expect(issues.map(({ message }) => message)).toEqual([
      'checks are nested too deep; take some levels out',
    ]);
  });

  it('never shows what may be a secret', async () => {
    const { issues } = await written(
      '{ type: allOf, checks: [{ type: tcp, host: a, port: 1, send: [s3cret] }, { type: command, command: x, args: [[s3cret]], env: { K: [s3cret] } }, { type: tls, host: a, key: s3cret }] }',
    );
    expect(issues.length).toBeGreaterThan(3);
    expect(JSON.stringify(issues)).not.toContain('s3cret');
  });
});
