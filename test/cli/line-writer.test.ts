import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { lineWriter } from '../../src/cli/line-writer.js';

test('leaves out what nobody reads in time, and says how many lines once all else was read', async () => {
  const output = new PassThrough({ encoding: 'utf8', writableHighWaterMark: 1, readableHighWaterMark: 1 });
  const told: number[] = [];
  const write = lineWriter(output, (lines) => told.push(lines), 100);
  for (let i = 0; i < 1_000; i++) write(`line ${i}`);
  expect(output.writableLength).toBeLessThan(120);
  expect(told).toEqual([]);
  let read = '';
  output.on('data', (text: string) => {
    read += text;
  });
  await new Promise<void>((resolve) => output.once('drain', resolve));
  const lines = read.trimEnd().split('\n');
  expect(lines).toEqual(lines.map((_, i) => `line ${i}`));
  expect(told).toEqual([1_000 - lines.length]);
  write('the next line');
  expect(told).toHaveLength(1);
});

test('writes everything to a reader that keeps up', () => {
  const output = new PassThrough({ encoding: 'utf8' });
  const lines: string[] = [];
  output.on('data', (text: string) => lines.push(text));
  const write = lineWriter(
    output,
    () => {
      throw new Error('nothing was left out');
    },
    100,
  );
  for (let i = 0; i < 100; i++) write('x');
  output.emit('drain');
  expect(lines.join('')).toBe('x\n'.repeat(100));
});
