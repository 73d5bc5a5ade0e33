import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** What the public internet does not route: IANA's special-purpose registries, multicast included. */
const PRIVATE_V4 = blockList('ipv4', [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
]);

const PUBLIC_V6 = blockList('ipv6', ['2000::/3']);

/** Within 2000::/3, and all the same not the public internet or a way around the rules for IPv4 (6to4, Teredo). */
const PRIVATE_V6 = blockList('ipv6', ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']);

/** Whether an IP address is not one of the public internet; true for what is no IP address. */
export function isPrivateAddress(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return isPrivateAddress(mapped);
  if (isIPv4(address)) return PRIVATE_V4.check(address, 'ipv4');
  if (!isIPv6(address)) return true;
  return !PUBLIC_V6.check(address, 'ipv6') || PRIVATE_V6.check(address, 'ipv6');
}

function blockList(family: 'ipv4' | 'ipv6', subnets: readonly string[]): BlockList {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [address = '', prefix] = subnet.split('/');
    list.addSubnet(address, Number(prefix), family);
  }
  return list;
}
