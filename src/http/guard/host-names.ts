/** Whether a `Host` header, or a host to listen on, means this machine and nothing else. */
export function isLoopbackHost(host: string): boolean {
  const name = hostName(host);
  return name === 'localhost' || name === '[::1]' || name === '::1' || /^127(?:\.\d{1,3}){3}$/.test(name);
}

/** Whether the address of a connection's other end is on this machine. */
export function isLoopbackAddress(address: string): boolean {
  const plain = address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address;
  return plain === '::1' || /^127(?:\.\d{1,3}){3}$/.test(plain);
}

/** Whether a `Host` header names one of those, which may come with a port or without. */
export function namesHost(host: string, allowed: readonly string[]): boolean {
  const whole = host.toLowerCase();
  const name = hostName(host);
  return allowed.some((candidate) => {
    const wanted = candidate.toLowerCase();
    return wanted === whole || wanted === name;
  });
}

/** A host without its port, in lower case; an IPv6 address keeps its brackets. What is neither stays as it is. */
function hostName(host: string): string {
  const lower = host.toLowerCase();
  return /^(\[[0-9a-f:.]+\]|[^:]*)(?::\d{1,5})?$/.exec(lower)?.[1] ?? lower;
}
