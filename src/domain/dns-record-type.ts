/** The types of DNS records that a check can ask for. */
export const DNS_RECORD_TYPES = ['A', 'AAAA', 'CNAME', 'MX', 'TXT', 'NS', 'SRV'] as const;

export type DnsRecordType = (typeof DNS_RECORD_TYPES)[number];

export function isDnsRecordType(given: unknown): given is DnsRecordType {
  return DNS_RECORD_TYPES.some((type) => type === given);
}
