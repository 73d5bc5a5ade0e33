import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { serialize } from 'node:v8';
import type { ChannelRecipe } from '../domain/channel.js';
import type { Notification } from '../domain/notification.js';
import { redactText } from '../domain/redact.js';

/** A notification that one channel is to send. */
export interface Letter {
  readonly channel: string;
  readonly recipe: ChannelRecipe;
  readonly notification: Notification;
  /** From 1. */
  readonly attempt: number;
  readonly idempotencyKey: string;
}

/** What the other process is given; letters that cannot be copied stay behind. */
export interface PostBag {
  readonly letters: readonly (Letter | undefined)[];
  readonly ms: number;
}

/** What the other process says of a letter, one JSON text a line. */
export interface Receipt {
  readonly letter: number;
  readonly error?: string;
}

/** The descriptor by which the other process tells what became of each letter. */
export const RECEIPTS = 3;

const CHILD = fileURLToPath(new URL('./last-post-child.js', import.meta.url));
const MOST_SAID = 1_000_000;

/**
 * Sends from another process and returns when that has ended, after `ms` milliseconds at the latest: for a process that is
 * about to end itself, in which nothing that takes a turn of the event loop would happen any more.
 *
 * @returns for each letter `undefined` if it was taken, else what went wrong, free of secrets
 */
export function postNow(letters: readonly Letter[], ms: number): (string | undefined)[] {
  const outcome = letters.map((letter): string | undefined =>
    isPortable(letter)
      ? `no answer within ${Math.round(ms)} ms`
      : 'its options cannot be handed to another process',
  );
  const bag: PostBag = { letters: letters.map((letter) => (isPortable(letter) ? letter : undefined)), ms };
  if (bag.letters.every((letter) => letter === undefined)) return outcome;
  const { error, output, signal } = spawnSync(process.execPath, [CHILD], {
    input: serialize(bag),
    timeout: Math.max(1, Math.ceil(ms)),
    killSignal: 'SIGKILL',
    maxBuffer: MOST_SAID,
    env: withoutInspector(process.env),
    windowsHide: true,
    stdio: ['pipe', 'inherit', 'inherit', 'pipe'],
  });
  if (error !== undefined && signal === null) {
    const message = `no other process could be started: ${redactText(error.message)}`;
    return outcome.map(() => message);
  }
  for (const line of String(output?.[RECEIPTS] ?? '').split('\n')) {
    const receipt = receiptOf(line);
    if (receipt !== undefined) outcome[receipt.letter] = receipt.error;
  }
  return outcome;
}

/** Options may hold functions, as those for TLS can. */
function isPortable(letter: Letter): boolean {
  try {
    return serialize(letter).length > 0;
  } catch {
    return false;
  }
}

/** The last line may be cut off. */
function receiptOf(line: string): Receipt | undefined {
  try {
    const receipt: Receipt = JSON.parse(line);
    return receipt;
  } catch {
    return undefined;
  }
}

/** The other process must neither wait for a debugger nor take this one's port. */
function withoutInspector(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: options, ...rest } = env;
  return options === undefined
    ? rest
    : { ...rest, NODE_OPTIONS: options.replace(/(?:^|\s)--inspect\S*/g, ' ').trim() };
}
