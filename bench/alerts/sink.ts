import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/*
 * A receiver of webhooks in a process of its own. Asked for anything, it says how many came so far.
 */

let received = 0;
const server = createServer((request, response) => {
  request.resume();
  request.once('end', () => {
    received++;
    response.end();
  });
});
server.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.address() as AddressInfo).port });
});
process.on('message', () => process.send?.(received));
