import { promises } from 'node:dns';
import { isIPv6 } from 'node:net';
import type { Check, CheckResult } from '../domain/check.js';
import { cleanLine } from '../domain/clean-text.js';
import { DNS_RECORD_TYPES, type DnsRecordType, isDnsRecordType } from '../domain/dns-record-type.js';
import { OptionIssues, show } from '../domain/option-issues.js';
import { dnsFailure } from './dns-failure.js';
import { readRecords } from './dns-records.js';

/** What to ask for, whom, and what must be among the answers. */
export interface DnsCheckOptions {
  /** Default `A`. */
  readonly type?: DnsRecordType | undefined;
  /**
   * What must be among the answers, one or all of a list: an address, a name, a text. `MX` may come with its priority
   * (`'10 mail.example.com'`), `SRV` with its port (`'sip.example.com:5060'`). Default: any answer will do.
   */
  readonly expect?: string | readonly string[] | undefined;
  /** Name servers by address, such as `'10.0.0.2'` or `'10.0.0.2:5353'`. Default: those of the machine. */
  readonly servers?: readonly string[] | undefined;
}

const OPTIONS: readonly string[] = ['type', 'expect', 'servers'] satisfies (keyof DnsCheckOptions)[];

/** Of the answers so many are told and kept. */
const MOST_TOLD = 10;
const MOST_KEPT = 50;
const LONGEST_ANSWER = 255;

/**
 * Checks that a name can be resolved, and to what it should. It asks name servers only, never the machine's own list of
 * hosts. The data holds the `answers`, or the `code` of what went wrong.
 *
 * @throws {@link ConfigError} if the name or an option cannot be used.
 * @example dnsCheck('example.com', { type: 'MX', expect: 'mail.example.com' })
 */
export function dnsCheck(name: string, options: DnsCheckOptions = {}): Check {
  const { type, expected, servers } = planDns(name, options);
  return async function dnsCheck({ signal }): Promise<CheckResult> {
    signal.throwIfAborted();
    const resolver = new promises.Resolver();
    if (servers !== undefined) resolver.setServers(servers);
    const abort = (): void => resolver.cancel();
    signal.addEventListener('abort', abort, { once: true });
    try {
      const records = await readRecords(resolver, type, name);
      const forms = new Set(records.flat());
      const answers = records.slice(0, MOST_KEPT).map(([told = '']) => cleanLine(told, LONGEST_ANSWER));
      const missing = expected.filter((wanted) => !forms.has(wanted));
      if (missing.length === 0) return { outcome: 'pass', data: { answers } };
      const told = answers.slice(0, MOST_TOLD).join(', ');
      const more = records.length > MOST_TOLD ? ` and ${records.length - MOST_TOLD} more` : '';
      const message = `expected ${missing.join(' and ')} among ${told || 'no answers'}${more} (${type} ${name})`;
      return { outcome: 'fail', message, data: { answers } };
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      const { message, code } = dnsFailure(error, type);
      return { outcome: 'fail', message: `${message} (${type} ${name})`, data: { code } };
    } finally {
      signal.removeEventListener('abort', abort);
    }
  };
}

function planDns(name: string, options: DnsCheckOptions) {
  const issues = new OptionIssues('dnsCheck');
  issues.known(options, OPTIONS);
  issues.text('name', name, "'example.com'");
  const { type = 'A', expect = [], servers } = options;
  if (!isDnsRecordType(type)) {
    issues.add(
      'type',
      `${show(type)} is not a type that can be asked for; use ${DNS_RECORD_TYPES.join(', ')}`,
    );
  }
  const wanted: readonly unknown[] = Array.isArray(expect) ? expect : [expect];
  for (const one of wanted) issues.text('expect', one, "'192.0.2.1'");
  if (servers !== undefined) checkServers(servers, issues);
  issues.throwIfAny();
  return { type, expected: wanted.map((one) => normalForm(String(one), type)), servers };
}

function checkServers(servers: unknown, issues: OptionIssues): void {
  if (!Array.isArray(servers) || servers.length === 0) {
    const found = Array.isArray(servers) ? 'an empty list' : show(servers);
    issues.add('servers', `expected a list of addresses, found ${found}; leave it out for the machine's own`);
    return;
  }
  servers.forEach((server: unknown, i) => {
    try {
      new promises.Resolver().setServers([String(server)]);
    } catch {
      const example = "write one such as '10.0.0.2' or '10.0.0.2:5353'";
      issues.add(`servers.${i}`, `${show(server)} is not the address of a name server; ${example}`);
    }
  });
}

/** Names are the same in any case, with a dot at their end or without; texts are taken as they are. */
function normalForm(wanted: string, type: DnsRecordType): string {
  if (type === 'TXT') return wanted;
  if (type === 'AAAA' && isIPv6(wanted)) return shortestIPv6(wanted);
  return wanted.toLowerCase().replace(/\.$/, '');
}

/** An IPv6 address as name servers' answers are written, `2001:db8::1` for `2001:DB8:0:0:0:0:0:1`. */
function shortestIPv6(address: string): string {
  const url = `http://[${address}]/`;
  return URL.canParse(url) ? new URL(url).hostname.slice(1, -1) : address;
}
