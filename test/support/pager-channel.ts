import { type Channel, DeliveryError, defineChannel, formatConsole } from 'tocsin';

export function pagerChannel(url: string, token: string): Channel {
  return defineChannel({
    kind: 'pager',
    secrets: [token],
    async send(notification, { signal, idempotencyKey }) {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'idempotency-key': idempotencyKey },
        body: formatConsole(notification),
        signal,
      });
      if (answer.status === 404) throw new DeliveryError('the pager is gone', { retryable: false });
      if (!answer.ok) throw new DeliveryError(`the pager answered ${answer.status}`, { retryable: true });
    },
  });
}
