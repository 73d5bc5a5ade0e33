/** FNV-1a of 64 bits, in two halves of 32. */
const OFFSET_HIGH = 0xcbf29ce4;
const OFFSET_LOW = 0x84222325;
/** The prime is 2^40 and this. */
const PRIME_LOW = 0x1b3;
/** No text in UTF-8 has it. */
const SEPARATOR = 0xff;

/**
 * What Alertmanager calls the fingerprint of an alert: a hash of its labels by which interfaces tell alerts apart, as
 * 16 hexadecimal digits. The same labels have the same one there and here.
 */
export function labelFingerprint(labels: Readonly<Record<string, string>>): string {
  let high = OFFSET_HIGH;
  let low = OFFSET_LOW;
  for (const name of Object.keys(labels).sort()) {
    for (const text of [name, labels[name] ?? '']) {
      const bytes = Buffer.from(text);
      for (let i = 0; i <= bytes.length; i++) {
        low = (low ^ (bytes[i] ?? SEPARATOR)) >>> 0;
        const product = low * PRIME_LOW;
        high = (Math.imul(high, PRIME_LOW) + Math.floor(product / 0x1_0000_0000) + (low << 8)) >>> 0;
        low = product >>> 0;
      }
    }
  }
  return hex(high) + hex(low);
}

function hex(half: number): string {
  return half.toString(16).padStart(8, '0');
}
