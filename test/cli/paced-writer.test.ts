import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { PacedWriter } from '../../src/cli/paced-writer.js';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('PacedWriter', () => {
  function blocked() {
    const output = new PassThrough({ highWaterMark: 8 });
    const stopping = new AbortController();
    const writer = new PacedWriter(output, stopping.signal);
    let written = 0;
    const done = (async () => {
      for (let i = 0; i < 5; i++) {
        await writer.write(`line ${i} that is long`);
        written++;
      }
    })();
    return { output, stopping, writer, written: () => written, done };
  }

  it('waits until it is read, and leaves nothing out', async () => {
    const { output, writer, written, done } = blocked();
    await turn();
    expect(written()).toBe(0);
    let text = '';
    output.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    await done;
    await writer.end();
    await turn();
    expect(text).toBe([0, 1, 2, 3, 4].map((i) => `line ${i} that is long\n`).join(''));
  });

  it('waits no more once it is stopped', async () => {
    const { stopping, writer, written, done } = blocked();
    await turn();
    stopping.abort();
    await done;
    await writer.end();
    expect(written()).toBe(5);
  });

  it.each(['close', 'error'])('waits no more for an output after its %s', async (event) => {
    const { output, writer, done } = blocked();
    await turn();
    output.on('error', () => {});
    output.destroy(event === 'error' ? new Error('gone') : undefined);
    await done;
    await writer.end();
    expect(output.destroyed).toBe(true);
  });
});
