// Checks of your own: npx jiti examples/custom-check.ts

import { type Check, createMonitor } from 'tocsin';

/** Passes as long as a queue is short, warns when it grows, and fails when it is too long. */
function queueCheck(length: () => Promise<number>): Check {
  return async ({ signal }) => {
    const waiting = await length();
    signal.throwIfAborted();
    return {
      outcome: waiting > 1_000 ? 'fail' : waiting > 100 ? 'warn' : 'pass',
      message: `${waiting} wait`,
      data: { waiting },
    };
  };
}

let waiting = 12;
const monitor = createMonitor({
  services: {
    queue: { check: queueCheck(async () => waiting), failureThreshold: 1, recoveryThreshold: 1 },
    // The shortest check: returning is to pass, throwing is to fail.
    disk: () => {
      if (process.cwd() === '') throw new Error('there is no working directory');
    },
  },
});

for (waiting of [12, 250, 5_000]) {
  const { status, message } = await monitor.check('queue');
  process.stdout.write(`${status}: ${message}\n`);
}
await monitor.flush();
await monitor.stop();
