import { expect, it } from 'vitest';
import { createSseClient } from '../../../src/http/stream/sse.js';

const MIB = 1024 * 1024;

it('a message that is larger than what may wait reaches its reader', async () => {
  const client = createSseClient(() => {});
  const snapshot = new Uint8Array(40 * MIB);
  client.send(snapshot);
  client.send(new Uint8Array(15 * MIB));
  const reader = client.body.getReader();
  expect((await reader.read()).value?.byteLength).toBe(40 * MIB);
  expect((await reader.read()).value?.byteLength).toBe(15 * MIB);
});

it('a reader is cut off, once, when more waits for it than its largest message and 16 MiB', async () => {
  let gone = 0;
  const client = createSseClient(() => gone++);
  for (let i = 0; i < 20; i++) client.send(new Uint8Array(MIB));
  expect(gone).toBe(1);
  await expect(client.body.getReader().read()).rejects.toThrow('the reader is too slow');
});
