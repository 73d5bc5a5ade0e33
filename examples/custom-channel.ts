// A channel of your own: npx jiti examples/custom-channel.ts

import { type Channel, createMonitor, DeliveryError } from 'tocsin';

/** Sends text messages through a gateway of your own. */
function smsChannel(gateway: string, to: string): Channel {
  return {
    kind: 'sms',
    async send({ title, severity }, { signal, idempotencyKey }) {
      const answer = await fetch(gateway, {
        method: 'POST',
        signal,
        headers: { 'content-type': 'application/json', 'idempotency-key': idempotencyKey },
        body: JSON.stringify({ to, text: `${severity.toUpperCase()}: ${title}` }),
      });
      if (answer.ok) return;
      // Whether it is worth another try: the sink waits, tries again, and falls back when it gives up.
      throw new DeliveryError(`the gateway answered ${answer.status}`, {
        retryable: answer.status === 429 || answer.status >= 500,
      });
    },
  };
}

const monitor = createMonitor({
  channels: {
    sms: { channel: smsChannel(process.env.GATEWAY_URL ?? '', '+15550100'), minSeverity: 'critical' },
  },
});
await monitor.alert({ title: 'The vault is open', severity: 'critical' });
// Too mild for a text message.
await monitor.alert({ title: 'The door is open', severity: 'warning' });
await monitor.flush();
process.stdout.write(`${JSON.stringify(monitor.channelStats().sms)}\n`);
await monitor.stop();
