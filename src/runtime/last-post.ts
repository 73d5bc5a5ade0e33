import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
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
/** Set in the other process: should it be one that posts itself, as a program in a single file would be, it must not. */
const AT_WORK = '_TOCSIN_LAST_POST';
const ABOUT_CONNECTIONS =
  /^--(?:use-(?:openssl|bundled|system)-ca|(?:dns-result-order|tls-[\w-]+|network-family-[\w-]+)(?:=\S+)?|no-network-family-[\w-]+)$/;

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
  if (process.env[AT_WORK] !== undefined) return outcome.map(() => 'this is the other process');
  const { error, output, signal, status } = start(bag);
  if (error !== undefined && signal === null) {
    const message = `no other process could be started: ${redactText(error.message)}`;
    return outcome.map(() => message);
  }
  if (signal === null && status !== 0) outcome.fill(`the other process ended with ${status}`);
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

type Ended = Pick<SpawnSyncReturns<Buffer>, 'error' | 'output' | 'signal' | 'status'>;

function start(bag: PostBag): Ended {
  try {
    return spawnSync(process.execPath, [CHILD], {
      input: serialize(bag),
      timeout: Math.max(1, Math.ceil(bag.ms)),
      killSignal: 'SIGKILL',
      maxBuffer: MOST_SAID,
      env: { ...process.env, [AT_WORK]: '1', NODE_OPTIONS: optionsFor(process.env.NODE_OPTIONS ?? '') },
      windowsHide: true,
      stdio: ['pipe', 'inherit', 'inherit', 'pipe'],
    });
  } catch (thrown) {
    // As under Node's permission model.
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    return { error, output: [], signal: null, status: null };
  }
}

/**
 * What the other process needs to reach and trust the same receivers. No more: it must not load what the host loads first,
 * which might be what fails, nor wait for a debugger.
 */
function optionsFor(options: string): string {
  return options
    .split(/\s+/)
    .filter((option) => ABOUT_CONNECTIONS.test(option))
    .join(' ');
}
