import { checkServerIdentity, type DetailedPeerCertificate } from 'node:tls';
import type { Outcome } from '../domain/check.js';
import { httpFailure } from './http-failure.js';

/** What a server showed, and what OpenSSL says of it. */
export interface ChainReport {
  /** The server's own, which leads to its issuers. */
  readonly certificate: DetailedPeerCertificate;
  /** The code of why it is not trusted; `undefined` if it is. */
  readonly trustError: string | undefined;
}

/** How long a certificate must be good, and for whom. */
export interface ChainLimits {
  readonly servername: string;
  readonly warnDays: number;
  readonly failDays: number;
  /** Whether it matters who signed it and for which host it is. */
  readonly looksAtTrust: boolean;
}

/** What is to be said of a chain. */
export interface ChainVerdict {
  readonly outcome: Outcome;
  /** What is wrong; if nothing is, how long it is good. Never empty. */
  readonly problems: readonly string[];
  /** To a tenth, rounded down; of the first to expire. */
  readonly daysLeft: number;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  readonly subject: string;
}

const DAY = 86_400_000;

/** No honest chain is longer; one that leads in a circle is not followed for ever. */
const LONGEST_CHAIN = 20;

/** What OpenSSL says of the dates by the machine's clock; they are judged by the monitor's. */
const DATES: readonly string[] = ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'];

/** Judges a chain of certificates at the time `now`, epoch milliseconds. */
export function judgeChain(
  { certificate, trustError }: ChainReport,
  { servername, warnDays, failDays, looksAtTrust }: ChainLimits,
  now: number,
): ChainVerdict {
  const chain = chainOf(certificate);
  const first = chain.reduce((a, b) => (expiryOf(b) < expiryOf(a) ? b : a));
  const expiresAt = expiryOf(first);
  const subject = nameOf(first);
  const left = (expiresAt - now) / DAY;
  const problems: string[] = [];
  if (looksAtTrust) {
    if (trustError !== undefined && !DATES.includes(trustError)) {
      problems.push(httpFailure({ code: trustError }).message);
    }
    // The certificate's own names are not repeated: they come from outside.
    if (checkServerIdentity(servername, certificate) !== undefined) {
      problems.push(`TLS: certificate is not for ${servername}`);
    }
  }
  const early = chain.find(({ valid_from }) => Date.parse(valid_from) > now);
  if (early !== undefined) problems.push(`${whose(early, certificate)} is not valid yet`);
  const who = whose(first, certificate);
  if (left <= 0) problems.push(`${who} expired ${days(-left)} ago`);
  else if (left < failDays) problems.push(`${who} expires in ${days(left)}`);
  const fails = problems.length > 0;
  if (!fails) problems.push(`${who} expires in ${days(left)}`);
  return {
    outcome: fails ? 'fail' : left < warnDays ? 'warn' : 'pass',
    problems,
    daysLeft: Math.floor(left * 10) / 10,
    expiresAt,
    subject,
  };
}

function chainOf(certificate: DetailedPeerCertificate): DetailedPeerCertificate[] {
  const chain = [certificate];
  for (
    let next = certificate.issuerCertificate;
    chain.length < LONGEST_CHAIN;
    next = next.issuerCertificate
  ) {
    // A root is its own issuer; that of a chain that ends early is missing.
    if (next === undefined || next.raw === undefined || chain.includes(next)) break;
    chain.push(next);
  }
  return chain;
}

function expiryOf({ valid_to }: DetailedPeerCertificate): number {
  return Date.parse(valid_to);
}

/** The common name; where there are several, the first. */
function nameOf({ subject }: DetailedPeerCertificate): string {
  const { CN } = subject;
  return (Array.isArray(CN) ? CN[0] : CN) ?? 'without a name';
}

function whose(one: DetailedPeerCertificate, own: DetailedPeerCertificate): string {
  return one === own ? 'the certificate' : 'the certificate of an issuer';
}

/** Rounded down, so that a warning does not read as if there were still time. */
function days(count: number): string {
  const whole = Math.floor(count);
  if (whole < 1) return 'less than a day';
  return whole === 1 ? '1 day' : `${whole} days`;
}
