// A small service with Tocsin in it, run from the built package. It gets its settings as JSON in its first argument, says
// what it does in lines on its standard output, and answers its slow request when a line comes on its standard input.
import { writeSync } from 'node:fs';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { runWith } from '../../../dist/src/embed.js';
import { createHandler } from '../../../dist/src/http.js';
import { createMonitor, sqliteJournal } from '../../../dist/src/index.js';

/** Not through a stream: what was said has left the process when this returns, however soon it is killed. */
const say = (line) => writeSync(1, `${line}\n`);
const { journal, busy, exitCode, ...options } = JSON.parse(process.argv[2]);

const monitor = createMonitor({
  services: { itself: { check: () => true, every: '1s' } },
  channels: {
    ops: {
      kind: 'said',
      send: async ({ title }) => say(`told ${title}, server ${server.listening ? 'open' : 'closed'}`),
    },
  },
  ...(journal === undefined ? {} : { journal: sqliteJournal(journal) }),
});
const tocsin = createHandler(monitor, { prefix: '/tocsin' });

const lines = createInterface(process.stdin);
const server = createServer(async (request, response) => {
  if (request.url.startsWith('/tocsin')) return tocsin(request, response);
  if (request.url !== '/slow') return response.end('hello');
  say('slow begun');
  await new Promise((resolve) => lines.once('line', resolve));
  await monitor.alert({ title: 'last words', severity: 'error' });
  response.end(`answered while ${monitor.phase}`);
});
process.once('exit', (code) => say(`exit ${code}, monitor ${monitor.phase}`));

const running = await runWith(monitor, { ...options, server: [server, tocsin] });
running.stopped.then((reason) => {
  say(`stopped by ${reason}`);
  // Whatever still holds a process up is its own affair.
  process.stdin.unref();
  process.stdin.pause();
});
if (busy) setInterval(() => {}, 1_000);
if (exitCode !== undefined) process.exitCode = exitCode;
server.listen(0, '127.0.0.1', () => say(`listening http://127.0.0.1:${server.address().port}`));
