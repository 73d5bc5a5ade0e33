import { ByteReader, corruptRollup } from './byte-reader.js';
import { ByteWriter, grown } from './byte-writer.js';
import { varintSize, writeVarint } from './varint.js';

/** How far a quantile may be from the exact one, relative to it. */
export const LATENCY_ACCURACY = 0.01;

const GAMMA = (1 + LATENCY_ACCURACY) / (1 - LATENCY_ACCURACY);
const LN_GAMMA = Math.log(GAMMA);
/** Values up to this many milliseconds count as 0. */
const ZERO_UP_TO = 0.001;
/** The index of the first value above that becomes key 1; key 0 is the bucket of zeros. */
const KEY_OF_INDEX = 1 - Math.ceil(Math.log(ZERO_UP_TO) / LN_GAMMA);

/**
 * How latencies are spread, from which any quantile can be told within 1 %, and which can be merged with others without
 * losing accuracy.
 *
 * This is DDSketch (Masson, Rim, Lee: DDSketch: a fast and fully-mergeable quantile sketch with relative-error
 * guarantees, PVLDB 12(12), 2019). With γ = (1 + α) / (1 - α) and α = 0.01, bucket i counts the values v with
 * γ^(i-1) < v <= γ^i, so i = ⌈log_γ(v)⌉, and 2γ^i / (γ + 1) is within α of each of them. Values up to 0.001 ms have a
 * bucket of their own and count as 0. A day of milliseconds is bucket 914: no bucket ever needs to be collapsed.
 *
 * It lives in its encoded form, since thousands are held at once: for each bucket in order the distance from the one
 * before and its count, as varints. One value takes 4 bytes, 100 different ones about 200.
 */
export class LatencySketch {
  #bytes: Uint8Array = new Uint8Array(0);
  #used = 0;
  #count = 0;

  /** How many values were added. */
  get count(): number {
    return this.#count;
  }

  /** Counts a latency in milliseconds; anything below 0.001 counts as 0. */
  add(value: number): void {
    const key = keyOf(value);
    const bucket = new BucketCursor(this.#bytes, this.#used);
    let before = 0;
    this.#count++;
    while (bucket.next()) {
      if (bucket.key === key) {
        this.#splice(bucket.countStart, bucket.end, [bucket.count + 1]);
        return;
      }
      if (bucket.key > key) {
        this.#splice(bucket.start, bucket.countStart, [key - before, 1, bucket.key - key]);
        return;
      }
      before = bucket.key;
    }
    this.#splice(this.#used, this.#used, [key - before, 1]);
  }

  /** Adds all that the other one has; the same as if each of its values had been added here. */
  merge(other: LatencySketch): void {
    const merged = new ByteWriter();
    const a = new BucketCursor(this.#bytes, this.#used);
    const b = new BucketCursor(other.#bytes, other.#used);
    let before = 0;
    let hasA = a.next();
    let hasB = b.next();
    while (hasA || hasB) {
      const takesA = hasA && (!hasB || a.key <= b.key);
      const takesB = hasB && (!hasA || b.key <= a.key);
      const key = takesA ? a.key : b.key;
      merged.varint(key - before);
      merged.varint((takesA ? a.count : 0) + (takesB ? b.count : 0));
      before = key;
      if (takesA) hasA = a.next();
      if (takesB) hasB = b.next();
    }
    this.#bytes = merged.toBytes();
    this.#used = this.#bytes.length;
    this.#count += other.#count;
  }

  /** All that some sketches have together: the same as merging one after the other, and faster for many. */
  static sum(sketches: Iterable<LatencySketch>): LatencySketch {
    const sum = new LatencySketch();
    const counts = new Map<number, number>();
    for (const sketch of sketches) {
      const bucket = new BucketCursor(sketch.#bytes, sketch.#used);
      while (bucket.next()) counts.set(bucket.key, (counts.get(bucket.key) ?? 0) + bucket.count);
      sum.#count += sketch.#count;
    }
    const writer = new ByteWriter();
    let before = 0;
    for (const [key, count] of [...counts].sort(([a], [b]) => a - b)) {
      writer.varint(key - before);
      writer.varint(count);
      before = key;
    }
    sum.#bytes = writer.toBytes();
    sum.#used = sum.#bytes.length;
    return sum;
  }

  /**
   * The latency in milliseconds that a share `q` (0 to 1) of the values does not exceed, by nearest rank: of n values in
   * order the one at rank ⌈q·n⌉, the first for q = 0. Within 1 % of it, or 0 if it is at most 0.001. `undefined` without
   * values.
   */
  quantile(q: number): number | undefined {
    const rank = Math.min(Math.max(Math.ceil(q * this.#count), 1), this.#count);
    const bucket = new BucketCursor(this.#bytes, this.#used);
    let seen = 0;
    while (bucket.next()) {
      seen += bucket.count;
      if (seen >= rank) return latencyOf(bucket.key);
    }
    return undefined;
  }

  copy(): LatencySketch {
    const copy = new LatencySketch();
    copy.#bytes = this.#bytes.slice(0, this.#used);
    copy.#used = this.#used;
    copy.#count = this.#count;
    return copy;
  }

  /** Appends its bytes, with their number before them. */
  encode(writer: ByteWriter): void {
    writer.varint(this.#used);
    writer.append(this.#bytes.subarray(0, this.#used));
  }

  /**
   * Reads what {@link LatencySketch.encode} wrote.
   *
   * @throws {@link TocsinError} `ERR_JOURNAL_CORRUPT` if it is damaged
   */
  static decode(reader: ByteReader): LatencySketch {
    const sketch = new LatencySketch();
    sketch.#bytes = reader.slice(reader.varint());
    sketch.#used = sketch.#bytes.length;
    const bucket = new BucketCursor(sketch.#bytes, sketch.#used);
    let before = -1;
    while (bucket.next()) {
      if (bucket.key <= before || bucket.count < 1) throw corruptRollup('its latencies are out of order');
      before = bucket.key;
      sketch.#count += bucket.count;
    }
    return sketch;
  }

  /** Puts numbers in the place of the bytes from `start` to `end`. */
  #splice(start: number, end: number, numbers: readonly number[]): void {
    let size = 0;
    for (const number of numbers) size += varintSize(number);
    const used = this.#used + size - (end - start);
    if (used > this.#bytes.length) this.#bytes = grown(this.#bytes, used);
    if (used !== this.#used) this.#bytes.copyWithin(start + size, end, this.#used);
    let at = start;
    for (const number of numbers) at = writeVarint(this.#bytes, at, number);
    this.#used = used;
  }
}

/** Goes from bucket to bucket through the bytes of a sketch. */
class BucketCursor {
  readonly #reader: ByteReader;
  key = 0;
  count = 0;
  /** Where the bucket's bytes begin, where its count does, and where they end. */
  start = 0;
  countStart = 0;
  end = 0;

  constructor(bytes: Uint8Array, used: number) {
    this.#reader = new ByteReader(bytes, used);
  }

  /** Moves to the next bucket; says whether there is one. */
  next(): boolean {
    const reader = this.#reader;
    if (reader.done) return false;
    this.start = reader.offset;
    this.key += reader.varint();
    this.countStart = reader.offset;
    this.count = reader.varint();
    this.end = reader.offset;
    return true;
  }
}

function keyOf(value: number): number {
  return value > ZERO_UP_TO ? Math.max(1, Math.ceil(Math.log(value) / LN_GAMMA) + KEY_OF_INDEX) : 0;
}

function latencyOf(key: number): number {
  return key === 0 ? 0 : (2 * GAMMA ** (key - KEY_OF_INDEX)) / (GAMMA + 1);
}
