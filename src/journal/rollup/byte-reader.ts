import { TocsinError } from '../../domain/tocsin-error.js';

/** The worth of the eighth byte of a number, the last that fits in 2^53. */
const LAST_SCALE = 2 ** 49;

/** Reads what a `ByteWriter` wrote. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  /** Where the next byte is read. */
  offset = 0;

  /** Reads the first `end` bytes, all of them by default. */
  constructor(bytes: Uint8Array, end: number = bytes.length) {
    this.#bytes = bytes;
    this.#end = end;
  }

  /** Whether all has been read. */
  get done(): boolean {
    return this.offset >= this.#end;
  }

  /**
   * The next number.
   *
   * @throws {@link TocsinError} `ERR_JOURNAL_CORRUPT` if there is none
   */
  varint(): number {
    const first = this.#bytes[this.offset] ?? 0;
    if (first < 128 && this.offset < this.#end) {
      this.offset++;
      return first;
    }
    let value = 0;
    for (let scale = 1; scale <= LAST_SCALE && this.offset < this.#end; scale *= 128) {
      const byte = this.#bytes[this.offset++] ?? 0;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
    throw corruptRollup(`no number ends at byte ${this.offset}`);
  }

  /**
   * A copy of the next `length` bytes.
   *
   * @throws {@link TocsinError} `ERR_JOURNAL_CORRUPT` if there are fewer
   */
  slice(length: number): Uint8Array {
    const start = this.offset;
    if (start + length > this.#end) throw corruptRollup(`${length} bytes were to follow byte ${start}`);
    this.offset = start + length;
    return this.#bytes.slice(start, this.offset);
  }
}

/** The bytes of a rollup make no sense. */
export function corruptRollup(what: string): TocsinError {
  return new TocsinError(
    'ERR_JOURNAL_CORRUPT',
    `the journal holds a rollup that cannot be read: ${what}; restore a backup, or move the file away to begin a new one`,
  );
}
