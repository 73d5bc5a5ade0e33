import type { Outcome } from '../../domain/check.js';
import type { LatencyStats } from '../../domain/history.js';
import { ByteReader, corruptRollup } from './byte-reader.js';
import { ByteWriter } from './byte-writer.js';
import { LatencySketch } from './latency-sketch.js';

/** The checks of some span of time, added up. Latencies are kept as whole microseconds, so sums are exact. */
export class RollupCell {
  #checks = 0;
  #failures = 0;
  #warns = 0;
  #sum = 0;
  #min = 0;
  #max = 0;
  /** Of up to two checks the least and the greatest latency are all there is to know. */
  #sketch: LatencySketch | undefined;

  get checks(): number {
    return this.#checks;
  }

  get failures(): number {
    return this.#failures;
  }

  get warns(): number {
    return this.#warns;
  }

  /** Counts one check. */
  add(outcome: Outcome, latencyMs: number): void {
    const latency = microseconds(latencyMs);
    if (this.#checks === 2) this.#sketch = this.#spread();
    this.#count(1, outcome === 'fail' ? 1 : 0, outcome === 'warn' ? 1 : 0, latency, latency, latency);
    this.#sketch?.add(latency / 1_000);
  }

  /** Adds all that the other cell has. */
  merge(other: RollupCell): void {
    if (other.#checks === 0) return;
    if (this.#checks + other.#checks > 2) {
      this.#sketch = this.#spread();
      other.#addTo(this.#sketch);
    }
    this.#count(other.#checks, other.#failures, other.#warns, other.#sum, other.#min, other.#max);
  }

  /** All that some cells have together: the same as merging one after the other, and faster for many. */
  static sum(cells: readonly RollupCell[]): RollupCell {
    const sum = new RollupCell();
    for (const cell of cells) {
      if (cell.#checks > 0)
        sum.#count(cell.#checks, cell.#failures, cell.#warns, cell.#sum, cell.#min, cell.#max);
    }
    if (sum.#checks > 2) sum.#sketch = LatencySketch.sum(cells.map((cell) => cell.#spread()));
    return sum;
  }

  /** How long the checks took; `undefined` without checks. */
  latency(): LatencyStats | undefined {
    if (this.#checks === 0) return undefined;
    const min = this.#min / 1_000;
    const max = this.#max / 1_000;
    const spread = this.#spread();
    const quantile = (q: number): number => Math.min(Math.max(spread.quantile(q) ?? min, min), max);
    return {
      min,
      // Rounding may lead a hair past the bounds.
      mean: Math.min(Math.max(this.#sum / this.#checks / 1_000, min), max),
      max,
      p50: quantile(0.5),
      p90: quantile(0.9),
      p95: quantile(0.95),
      p99: quantile(0.99),
    };
  }

  copy(): RollupCell {
    const copy = new RollupCell();
    copy.#count(this.#checks, this.#failures, this.#warns, this.#sum, this.#min, this.#max);
    copy.#sketch = this.#sketch?.copy();
    return copy;
  }

  /** The cell as bytes of its own. */
  toBytes(): Uint8Array {
    const writer = new ByteWriter();
    this.encode(writer);
    return writer.toBytes();
  }

  /**
   * Reads what {@link RollupCell.toBytes} gave.
   *
   * @throws {@link TocsinError} `ERR_JOURNAL_CORRUPT` if it is damaged
   */
  static fromBytes(bytes: Uint8Array): RollupCell {
    const reader = new ByteReader(bytes);
    const cell = RollupCell.decode(reader);
    if (!reader.done) throw corruptRollup(`more follows byte ${reader.offset}`);
    return cell;
  }

  /**
   * Appends its bytes, all numbers as varints: checks · 4 (+ 1 if some failed, + 2 if some warned); failures and warns
   * if there are any; the least latency; from two checks on how far the greatest is above it; from three on how much the
   * sum is above as many times the least, and the sketch. One check that passed takes 2 to 6 bytes.
   */
  encode(writer: ByteWriter): void {
    writer.varint(this.#checks * 4 + (this.#failures > 0 ? 1 : 0) + (this.#warns > 0 ? 2 : 0));
    if (this.#checks === 0) return;
    if (this.#failures > 0) writer.varint(this.#failures);
    if (this.#warns > 0) writer.varint(this.#warns);
    writer.varint(this.#min);
    if (this.#checks > 1) writer.varint(this.#max - this.#min);
    if (this.#checks > 2) {
      writer.varint(this.#sum - this.#checks * this.#min);
      this.#spread().encode(writer);
    }
  }

  /**
   * Reads what {@link RollupCell.encode} wrote.
   *
   * @throws {@link TocsinError} `ERR_JOURNAL_CORRUPT` if it is damaged
   */
  static decode(reader: ByteReader): RollupCell {
    const cell = new RollupCell();
    const head = reader.varint();
    const checks = Math.floor(head / 4);
    if (checks === 0) return cell;
    const failures = head % 2 === 1 ? reader.varint() : 0;
    const warns = head % 4 >= 2 ? reader.varint() : 0;
    const min = reader.varint();
    const max = checks > 1 ? min + reader.varint() : min;
    const sum = checks > 2 ? checks * min + reader.varint() : checks > 1 ? min + max : min;
    cell.#count(checks, failures, warns, sum, min, max);
    if (checks > 2) cell.#sketch = LatencySketch.decode(reader);
    if (failures + warns > checks || (cell.#sketch?.count ?? checks) !== checks) {
      throw corruptRollup(`its parts are not ${checks} checks`);
    }
    return cell;
  }

  #count(checks: number, failures: number, warns: number, sum: number, min: number, max: number): void {
    this.#min = this.#checks === 0 ? min : Math.min(this.#min, min);
    this.#max = this.#checks === 0 ? max : Math.max(this.#max, max);
    this.#sum += sum;
    this.#checks += checks;
    this.#failures += failures;
    this.#warns += warns;
  }

  /** How the latencies are spread. */
  #spread(): LatencySketch {
    if (this.#sketch !== undefined) return this.#sketch;
    const sketch = new LatencySketch();
    this.#addTo(sketch);
    return sketch;
  }

  #addTo(sketch: LatencySketch): void {
    if (this.#sketch !== undefined) {
      sketch.merge(this.#sketch);
      return;
    }
    if (this.#checks > 0) sketch.add(this.#min / 1_000);
    if (this.#checks > 1) sketch.add(this.#max / 1_000);
  }
}

/** Twelve days: what took longer counts as that, so that no sum gets too large to be exact. */
const LONGEST = 2 ** 40;

/** A clock that went wrong must not spoil the sums. */
function microseconds(ms: number): number {
  return Number.isFinite(ms) && ms > 0 ? Math.min(Math.round(ms * 1_000), LONGEST) : 0;
}
