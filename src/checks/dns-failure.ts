import type { DnsRecordType } from '../domain/dns-record-type.js';

/** A question was not answered: why, in words and as a code. */
export interface DnsFailure {
  readonly message: string;
  /** The code of the resolver, such as `ENOTFOUND`. */
  readonly code: string;
}

const MESSAGES: Readonly<Record<string, string>> = {
  ENOTFOUND: 'there is no such name',
  ESERVFAIL: 'the name server failed',
  EREFUSED: 'the name server refuses to answer',
  ETIMEOUT: 'no answer from the name server',
  ECONNREFUSED: 'the name server cannot be reached',
  EBADNAME: 'that is not a name',
  EBADRESP: 'the answer of the name server makes no sense',
  EFORMERR: 'the name server does not understand the question',
  ENOTIMP: 'the name server does not know such questions',
  ENONAME: 'that is not a name',
};

/** Tells one class of failure from another. */
export function dnsFailure(error: unknown, type: DnsRecordType): DnsFailure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  if (code === 'ENODATA') return { message: `the name has no ${type} record`, code };
  return { message: MESSAGES[code] ?? `the name cannot be resolved (${code})`, code };
}
