import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { expect, it, vi } from 'vitest';
import { createHandler } from '../../../src/http/create-handler.js';
import { createMonitor } from '../../../src/runtime/create-monitor.js';
import { recordingChannel } from '../../../src/testing/recording-channel.js';

it('a reader that does not read is cut off with its connection, and nothing is printed of it', async () => {
  const printed: unknown[] = [];
  const spies = (['error', 'info', 'warn', 'log'] as const).map((method) =>
    vi.spyOn(console, method).mockImplementation((...said: unknown[]) => void printed.push(said)),
  );
  const monitor = createMonitor({ channels: { ops: recordingChannel() } });
  await monitor.start();
  const handler = createHandler(monitor);
  const server = createServer(handler).listen(0, '127.0.0.1');
  await once(server, 'listening');
  let isCut = false;
  server.once('connection', (connection) => {
    connection.once('close', () => {
      isCut = true;
    });
  });
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write('GET /api/stream HTTP/1.1\r\nHost: localhost\r\n\r\n');
  // From here on nothing is taken from the connection, and more comes than may wait.
  await once(socket, 'readable');
  const data = Object.fromEntries(Array.from({ length: 4 }, (_, n) => [n, 'x'.repeat(16_000)]));
  while (!isCut) {
    await Promise.all(
      Array.from({ length: 50 }, (_, n) => monitor.alert({ title: `alert ${n}`, severity: 'error', data })),
    );
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(printed).toEqual([]);
  for (const spy of spies) spy.mockRestore();
  socket.destroy();
  handler.close();
  await new Promise((resolve) => server.close(resolve));
  await monitor.stop();
}, 60_000);
