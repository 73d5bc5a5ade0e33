/**
 * How many bytes {@link writeVarint} takes for a whole number from 0 to 2^53 - 1: one for each 7 bits.
 */
export function varintSize(value: number): number {
  let size = 1;
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) size++;
  return size;
}

/**
 * Writes a whole number from 0 to 2^53 - 1 as LEB128: 7 bits a byte, the lowest first, the high bit set on all bytes
 * but the last. Returns the offset after it.
 */
export function writeVarint(bytes: Uint8Array, offset: number, value: number): number {
  let at = offset;
  let rest = value;
  // Numbers above 2^32 rule out bit operations.
  while (rest >= 128) {
    bytes[at++] = (rest % 128) + 128;
    rest = Math.floor(rest / 128);
  }
  bytes[at++] = rest;
  return at;
}
