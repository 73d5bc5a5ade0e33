import { readFileSync, writeSync } from 'node:fs';
import { deserialize } from 'node:v8';
import type { Channel } from '../domain/channel.js';
import { redactText } from '../domain/redact.js';
import { type Letter, type PostBag, RECEIPTS, type Receipt } from './last-post.js';
import { systemClock } from './system-clock.js';

/*
 * The process that sends for one that is about to end. It is started by `postNow` and ends by itself when all is sent.
 */

const STDIN = 0;
/** Of the time there is, this part is for channels: what they did not get rid of by then is still told as such. */
const FOR_CHANNELS = 0.8;

const { letters, ms }: PostBag = deserialize(readFileSync(STDIN));
const controller = new AbortController();
systemClock.setTimeout(() => controller.abort(), ms * FOR_CHANNELS);
const channels = new Set(letters.flatMap((letter) => letter?.channel ?? []));
await Promise.all([...channels].map(sendAll));
process.exit();

/** Sends what one channel owes, one after the other, as a sink does. */
async function sendAll(name: string): Promise<void> {
  let channel: Channel | undefined;
  for (const [i, letter] of letters.entries()) {
    if (letter?.channel !== name) continue;
    const { recipe, notification, attempt, idempotencyKey } = letter;
    try {
      channel ??= await make(recipe);
      await channel.send(notification, { signal: controller.signal, attempt, idempotencyKey });
      tell({ letter: i });
    } catch (error) {
      tell({ letter: i, error: redactText(error instanceof Error ? error.message : String(error)) });
    }
  }
}

async function make({ module, name, options }: Letter['recipe']): Promise<Channel> {
  const exported: Record<string, unknown> = await import(module);
  const maker = exported[name];
  if (typeof maker !== 'function') throw new TypeError(`${module} exports no function ${name}`);
  const channel: Channel = await maker(options);
  return channel;
}

function tell(receipt: Receipt): void {
  writeSync(RECEIPTS, `${JSON.stringify(receipt)}\n`);
}
