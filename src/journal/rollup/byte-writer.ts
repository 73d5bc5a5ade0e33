import { varintSize, writeVarint } from './varint.js';

/** Bytes that grow at their end. Room is added sparingly: many are held for a long time. */
export class ByteWriter {
  #bytes: Uint8Array;
  #length: number;

  /** Goes on after `bytes`, which it keeps as its own. */
  constructor(bytes: Uint8Array = new Uint8Array(0)) {
    this.#bytes = bytes;
    this.#length = bytes.length;
  }

  /** Appends a whole number from 0 to 2^53 - 1. */
  varint(value: number): void {
    this.#reserve(varintSize(value));
    this.#length = writeVarint(this.#bytes, this.#length, value);
  }

  append(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** A copy of what was written. */
  toBytes(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #reserve(size: number): void {
    const needed = this.#length + size;
    if (needed > this.#bytes.length) this.#bytes = grown(this.#bytes, needed);
  }
}

/** A copy with room for `needed` bytes and a few more. */
export function grown(bytes: Uint8Array, needed: number): Uint8Array {
  const larger = new Uint8Array(needed + (needed >> 3) + 8);
  larger.set(bytes);
  return larger;
}
