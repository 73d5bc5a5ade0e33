import { ByteReader, corruptRollup } from './byte-reader.js';
import type { ByteWriter } from './byte-writer.js';
import { RollupCell } from './rollup-cell.js';

/** One minute of an hour. */
export interface PackedMinute {
  /** 0 to 59. */
  readonly minute: number;
  readonly cell: RollupCell;
  /** Where its bytes begin. */
  readonly offset: number;
}

/** Appends one minute to those of its hour: its number, then its cell. Minutes without checks are left out. */
export function packMinute(writer: ByteWriter, minute: number, cell: RollupCell): void {
  writer.varint(minute);
  cell.encode(writer);
}

/**
 * The minutes of an hour, in order.
 *
 * @throws {@link TocsinError} `ERR_JOURNAL_CORRUPT` if they are damaged
 */
export function unpackMinutes(bytes: Uint8Array): PackedMinute[] {
  const reader = new ByteReader(bytes);
  const minutes: PackedMinute[] = [];
  let before = -1;
  while (!reader.done) {
    const { offset } = reader;
    const minute = reader.varint();
    if (minute <= before || minute > 59) throw corruptRollup(`minute ${minute} is out of order`);
    minutes.push({ minute, cell: RollupCell.decode(reader), offset });
    before = minute;
  }
  return minutes;
}
