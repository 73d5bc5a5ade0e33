import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/* What the embedded monitors check: it answers, and nothing else. */

const server = createServer((_request, response) => response.end('ok'));
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
