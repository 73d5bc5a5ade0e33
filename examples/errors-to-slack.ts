// Tells Slack of errors of the program, once there are enough of a kind: npx jiti examples/errors-to-slack.ts

import { createMonitor, slackChannel } from 'tocsin';

const monitor = createMonitor({
  channels: { ops: slackChannel({ webhookUrl: process.env.SLACK_WEBHOOK_URL ?? '' }) },
  errors: {
    triggers: {
      // Ten errors of one kind in a minute, unless you say otherwise.
      error_spike: { threshold: 5, window: '30s', cooldown: '10m' },
    },
  },
});
await monitor.start();

for (let order = 1; order <= 6; order++) {
  try {
    throw Object.assign(new Error('connect ECONNREFUSED 10.0.0.7:5432'), { code: 'ECONNREFUSED' });
  } catch (error) {
    const { category } = monitor.errors.capture(error, {
      component: 'orders',
      operation: 'save',
      context: { order },
    });
    process.stdout.write(`order ${order}: ${category}\n`);
  }
}

await monitor.flush();
await monitor.stop();
