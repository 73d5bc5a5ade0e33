// One subscriber throws, another listens; says what came of it.
import { subscribe } from 'node:diagnostics_channel';
import { publishDiagnostics } from '../../../dist/src/embed.js';
import { createMonitor } from '../../../dist/src/index.js';

const say = (line) => process.stdout.write(`${line}\n`);
process.on('uncaughtException', (error) => say(`uncaught: ${error.message}`));

subscribe('tocsin:alert', () => {
  throw new Error('a bad subscriber');
});
subscribe('tocsin:alert', ({ alert }) => say(`heard of ${alert.title}`));

const monitor = createMonitor({
  channels: { ops: { kind: 'said', send: async ({ title }) => say(`told ${title}`) } },
});
publishDiagnostics(monitor);
await monitor.start();
const { outcome } = await monitor.alert({ title: 'Disk full', severity: 'error' });
say(outcome);
await monitor.stop();
say(monitor.phase);
