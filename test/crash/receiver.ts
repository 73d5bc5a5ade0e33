import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

/** What of a message's body matters here. */
const bodySchema = z.object({
  data: z.object({
    id: z.string(),
    title: z.string(),
    reason: z.string(),
    groupKey: z.string(),
    count: z.number(),
    total: z.number(),
  }),
});

/** A message as it came in, whole. */
export interface Received {
  /** Which life sent it. */
  readonly life: number;
  readonly idempotencyKey: string;
  readonly body: string;
  readonly notification: z.infer<typeof bodySchema>['data'];
  /** Whether it was taken: then the sender owes it no more, even if it never heard so. */
  readonly taken: boolean;
}

/** What to do with a message; resolves to the status to answer with, or to nothing for no answer at all. */
export type Answer = () => Promise<200 | 503 | undefined>;

/** A webhook on 127.0.0.1 that remembers all it was sent. */
export interface Receiver extends AsyncDisposable {
  readonly url: string;
  readonly received: readonly Received[];
  /** Set by whoever runs a life. */
  answer: Answer;
}

export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  const server = createServer((request, response) => void take(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const receiver: Receiver = {
    url: `http://127.0.0.1:${port}/hook`,
    received,
    answer: async () => 200,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return receiver;

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    if (body === undefined) return;
    const { headers } = request;
    const status = await receiver.answer();
    received.push({
      life: Number(headers['x-life']),
      idempotencyKey: String(headers['webhook-id']),
      body,
      notification: bodySchema.parse(JSON.parse(body)).data,
      taken: status === 200,
    });
    if (status === undefined) response.destroy();
    else response.writeHead(status).end();
  }
}

/** `undefined` if its sender was killed over it. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request) chunks.push(chunk);
  } catch {
    return undefined;
  }
  return request.complete ? Buffer.concat(chunks).toString('utf8') : undefined;
}
