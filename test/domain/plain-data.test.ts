import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { plainData, plainText } from '../../src/domain/plain-data.js';

describe('plainData', () => {
  it('copies plain data as it is', () => {
    const data = { status: 200, ok: true, none: null, tags: ['a', 'b'], nested: { deep: [1, { x: 2 }] } };
    expect(plainData(data)).toEqual(data);
    expect(plainData(data)).not.toBe(data);
    expect(plainData([1, 2])).toEqual([1, 2]);
  });

  it('shares one frozen object for everything without data', () => {
    const none = plainData(undefined);
    expect(none).toEqual({});
    expect(Object.isFrozen(none)).toBe(true);
    for (const empty of [null, {}, [], { left: undefined }, () => 1, { toJSON: () => undefined }]) {
      expect(plainData(empty)).toBe(none);
    }
  });

  it('always answers an object', () => {
    expect(plainData('text')).toEqual({ value: 'text' });
    expect(plainData(new Date(0))).toEqual({ value: '1970-01-01T00:00:00.000Z' });
    expect(plainData(/x/g)).toEqual({ value: '/x/g' });
  });

  it('marks circular references, and only those', () => {
    const shared = { n: 1 };
    const data: Record<string, unknown> = { a: shared, b: shared };
    data.self = data;
    data.list = [data];
    expect(plainData(data)).toEqual({ a: { n: 1 }, b: { n: 1 }, self: '[circular]', list: ['[circular]'] });
  });

  it('turns what JSON cannot hold into text', () => {
    const data = { big: 12n, sign: Symbol('s'), nan: Number.NaN, most: Number.POSITIVE_INFINITY, zero: -0 };
    expect(plainData({ ...data, run: () => 1, gone: undefined, list: [undefined, () => 1] })).toEqual({
      big: '12',
      sign: 'Symbol(s)',
      nan: 'NaN',
      most: 'Infinity',
      zero: 0,
      list: [null, null],
    });
  });

  it('keeps dates, errors, maps, sets and bytes readable', () => {
    const data = {
      date: new Date(1_000),
      never: new Date(Number.NaN),
      error: Object.assign(new TypeError('bad'), { password: 'hush' }),
      map: new Map([['a', 1]]),
      pairs: new Map([[1, 'one']]),
      set: new Set([1, 2]),
      bytes: Buffer.from('abc'),
      boxed: Object('text'),
    };
    expect(plainData(data)).toEqual({
      date: '1970-01-01T00:00:01.000Z',
      never: null,
      error: { name: 'TypeError', message: 'bad' },
      map: { a: 1 },
      pairs: [[1, 'one']],
      set: [1, 2],
      bytes: '[3 bytes]',
      boxed: 'text',
    });
  });

  it('survives what throws when it is read', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const data = {
      get broken(): never {
        throw new Error('no');
      },
      json: {
        toJSON() {
          throw new Error('no');
        },
      },
      proxy,
      fine: 1,
    };
    expect(plainData(data)).toEqual({
      broken: '[unreadable]',
      json: '[unreadable]',
      proxy: '[unreadable]',
      fine: 1,
    });
    expect(plainData(proxy)).toEqual({ value: '[unreadable]' });
  });

  it('asks toJSON once', () => {
    const endless = { toJSON: (): object => ({ again: endless, toJSON: () => 'not asked' }) };
    expect(plainData({ endless })).toEqual({ endless: { again: '[circular]' } });
    expect(plainData({ url: new URL('http://a.example/x') })).toEqual({ url: 'http://a.example/x' });
  });

  it('does not let a key change a prototype', () => {
    const data = JSON.parse('{"__proto__":{"polluted":true},"a":1}') as object;
    const copy = plainData(data);
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
    expect(Object.keys(copy)).toEqual(['__proto__', 'a']);
    expect('polluted' in copy).toBe(false);
  });

  it('keeps eight levels', () => {
    let data: object = { end: true };
    for (let i = 0; i < 8; i++) data = { in: data };
    expect(JSON.stringify(plainData(data))).toBe(
      '{"in":{"in":{"in":{"in":{"in":{"in":{"in":{"in":"[too deep]"}}}}}}}}',
    );
  });

  it('keeps a thousand values and counts the rest', () => {
    const list = plainData({ list: Array.from({ length: 5_000 }, (_, i) => i) }) as { list: unknown[] };
    expect(list.list).toHaveLength(999);
    expect(list.list.at(-1)).toBe('… 4002 more');
    const wide = plainData(Object.fromEntries(Array.from({ length: 2_000 }, (_, i) => [`k${i}`, i])));
    expect(Object.keys(wide)).toHaveLength(1_000);
    expect(wide).toHaveProperty('…', '1001 more');
  });

  it('keeps 65 536 characters of text, and the one that goes beyond, and counts the rest', () => {
    const list = Array.from({ length: 100 }, () => 'x'.repeat(10_000));
    expect(plainData(list)).toEqual([...list.slice(0, 7), '… 93 more']);
    const named = Object.fromEntries(list.map((text, n) => [`${text}${n}`, 1]));
    expect(Object.keys(plainData(named))).toHaveLength(8);
    expect(plainData(named)).toHaveProperty('…', '93 more');
    expect(plainData(new Map(Object.entries(named)))).toEqual(plainData(named));
  });

  property.prop([fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true })])(
    'answers an object that JSON carries unchanged, whatever it is given',
    (data) => {
      const copy = plainData(data);
      expect(typeof copy).toBe('object');
      expect(JSON.parse(JSON.stringify(copy))).toEqual(copy);
    },
  );

  property.prop([
    fc.jsonValue({ maxDepth: 5 }).filter((value) => typeof value === 'object' && value !== null),
  ])('keeps small JSON as it is', (data) => {
    fc.pre(JSON.stringify(data).length > 2);
    expect(JSON.stringify(plainData(data))).toBe(JSON.stringify(data));
  });
});

describe('plainText', () => {
  it('cuts a long text and says by how much', () => {
    expect(plainText('x'.repeat(16_384))).toBe('x'.repeat(16_384));
    expect(plainText('x'.repeat(16_390))).toBe(`${'x'.repeat(16_384)}… (6 more)`);
  });

  it('never cuts a character in two', () => {
    const text = `${'x'.repeat(16_383)}😀😀`;
    expect(plainText(text)).toBe(`${'x'.repeat(16_383)}… (4 more)`);
  });

  it('replaces lone surrogates', () => {
    expect(plainText('a\ud800b😀\udc00')).toBe('a\ufffdb😀\ufffd');
  });
});
