// Watches a circuit breaker of opossum's, as it is: npx jiti examples/watch-breaker.ts

import CircuitBreaker from 'opossum';
import { createMonitor, watchBreaker } from 'tocsin';

let up = true;
const charge = async (): Promise<string> => {
  if (!up) throw new Error('the payment provider does not answer');
  return 'charged';
};
const breaker = new CircuitBreaker(charge, {
  errorThresholdPercentage: 50,
  volumeThreshold: 2,
  resetTimeout: 200,
});

const monitor = createMonitor();
await monitor.start();
watchBreaker(monitor, breaker, { name: 'payments' });
monitor
  .status$('breaker:payments')
  .subscribe((status) => process.stdout.write(`breaker:payments is ${status}\n`));

await breaker.fire();
up = false;
// The circuit opens: a critical alert.
for (let i = 0; i < 4; i++) await breaker.fire().catch(() => {});
up = true;
// After a while it lets one call through on trial, and closes: the alert is resolved.
await new Promise((resolve) => setTimeout(resolve, 300));
await breaker.fire();

await monitor.flush();
await monitor.stop();
breaker.shutdown();
