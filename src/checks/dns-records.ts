import type { promises } from 'node:dns';
import type { DnsRecordType } from '../domain/dns-record-type.js';

/**
 * Asks for the records of a name. Of each all forms in which it can be expected, the fullest first; names in lower case,
 * without a dot at their end.
 */
export async function readRecords(
  resolver: promises.Resolver,
  type: DnsRecordType,
  name: string,
): Promise<string[][]> {
  switch (type) {
    case 'A':
      return (await resolver.resolve4(name)).map((address) => [address]);
    case 'AAAA':
      return (await resolver.resolve6(name)).map((address) => [address.toLowerCase()]);
    case 'CNAME':
      return (await resolver.resolveCname(name)).map((target) => [plain(target)]);
    case 'NS':
      return (await resolver.resolveNs(name)).map((server) => [plain(server)]);
    case 'TXT':
      // A text longer than 255 bytes comes in pieces.
      return (await resolver.resolveTxt(name)).map((pieces) => [pieces.join('')]);
    case 'MX':
      return (await resolver.resolveMx(name)).map(({ priority, exchange }) => [
        `${priority} ${plain(exchange)}`,
        plain(exchange),
      ]);
    case 'SRV':
      return (await resolver.resolveSrv(name)).map(({ priority, weight, port, name: target }) => [
        `${priority} ${weight} ${port} ${plain(target)}`,
        `${plain(target)}:${port}`,
        plain(target),
      ]);
  }
}

function plain(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}
