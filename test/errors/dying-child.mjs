// A process that comes to an error that nobody catches: node dying-child.mjs <journal> <on | off> <how>
import { createMonitor, defineChannel, sqliteJournal } from 'tocsin';

const [, , path, hooks, how] = process.argv;
const say = (line) => process.stdout.write(`${line}\n`);
// What it does not get rid of stays in the journal.
const broken = defineChannel({ kind: 'broken', send: () => Promise.reject(new Error('no answer')) });
if (how === 'rejection with options for other processes')
  process.env.NODE_OPTIONS = '--unhandled-rejections=warn';
const monitor = createMonitor({
  errors: {
    hooks: hooks === 'on',
    triggers: { any: { when: () => true, cooldown: 0, severity: 'info' } },
  },
  channels: { ops: broken },
  journal: sqliteJournal(path),
});
process.on('exit', (code) => say(`exit with ${code}`));

const listener = (reason) => say(`the program heard of ${reason}`);
const boom = () => {
  throw new TypeError('boom');
};
const reject = () => void Promise.reject(new TypeError('boom'));

/** What it does, each in a turn of its own. */
const SCENES = {
  exception: [boom],
  'exception that the program takes': [
    () => process.on('uncaughtException', (error) => say(`the program took ${error}`)),
    boom,
  ],
  'exception after which the program exits': [
    () => process.on('uncaughtException', () => process.exit(7)),
    boom,
  ],
  'exception among alerts': [
    () => {
      for (let i = 0; i < 50; i++) void monitor.alert({ title: `alert ${i}`, severity: 'error' });
      boom();
    },
  ],
  'exception when it is told': [() => new Promise((resolve) => process.stdin.once('data', resolve)), boom],
  rejection: [reject],
  'rejection with options for other processes': [reject],
  'rejection of a text': [() => void Promise.reject('boom')],
  'rejection that the program hears of': [() => process.on('unhandledRejection', listener), reject],
  'rejection that the program hears of once': [
    () => process.once('unhandledRejection', listener),
    reject,
    reject,
  ],
  'rejection that the program hears of no more': [
    () => process.on('unhandledRejection', listener),
    () => process.off('unhandledRejection', listener),
    reject,
  ],
};

await monitor.start();
say('started');
for (const act of SCENES[how]) {
  await new Promise((resolve, reject) => {
    // Outside of any promise, as errors of timers and sockets are.
    setImmediate(() => {
      let waits = false;
      // Before, for it may throw.
      setImmediate(() => setImmediate(() => waits || resolve()));
      const done = act();
      waits = done instanceof Promise;
      if (waits) done.then(resolve, reject);
    });
  });
}
say('it lives on');
await monitor.stop();
