import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { ByteReader } from '../../../src/journal/rollup/byte-reader.js';
import { ByteWriter } from '../../../src/journal/rollup/byte-writer.js';
import { varintSize } from '../../../src/journal/rollup/varint.js';

describe('varints', () => {
  test.each([
    [0, [0]],
    [127, [127]],
    [128, [128, 1]],
    [16_384, [128, 128, 1]],
    [Number.MAX_SAFE_INTEGER, [255, 255, 255, 255, 255, 255, 255, 15]],
  ])('%d is %j', (value, bytes) => {
    const writer = new ByteWriter();
    writer.varint(value);
    expect([...writer.toBytes()]).toEqual(bytes);
    expect(varintSize(value)).toBe(bytes.length);
  });

  property.prop([fc.array(fc.oneof(fc.nat(300), fc.maxSafeNat()))])('come back in order', (values) => {
    const writer = new ByteWriter();
    for (const value of values) writer.varint(value);
    const reader = new ByteReader(writer.toBytes());
    expect(values.map(() => reader.varint())).toEqual(values);
    expect(reader.done).toBe(true);
  });

  test.each([[[]], [[128]], [[255, 255, 255, 255, 255, 255, 255, 255, 1]]])('%j is none', (bytes) => {
    expect(() => new ByteReader(Uint8Array.from(bytes)).varint()).toThrow(
      expect.objectContaining({ code: 'ERR_JOURNAL_CORRUPT' }),
    );
  });
});
