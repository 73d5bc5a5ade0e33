import type { SendContext } from '../domain/channel.js';
import type { Clock } from '../domain/clock.js';
import { DeliveryError } from '../domain/delivery-error.js';
import type { HttpAnswer } from './http-endpoint.js';

/** A wait within an attempt is no longer than this, in milliseconds; a longer one is left to the sink. */
const LONGEST_WAIT = 5_000;

/** When the next post may go out, epoch milliseconds: Discord says so with every answer. 0 if at once. */
export function nextOpening(answer: HttpAnswer, clock: Clock | undefined): number {
  const resetAfter = Number(answer.header('x-ratelimit-reset-after'));
  const usedUp = answer.header('x-ratelimit-remaining') === '0';
  return clock !== undefined && usedUp && resetAfter > 0 ? clock.now() + resetAfter * 1_000 : 0;
}

/**
 * Waits until the limit lets a post through, which costs less than being refused.
 *
 * @throws {@link DeliveryError} retryable, if that is too long to wait, or the attempt is called off.
 */
export async function waitForOpening(openAt: number, { clock, signal }: SendContext): Promise<void> {
  const wait = clock === undefined ? 0 : openAt - clock.now();
  if (clock === undefined || wait <= 0) return;
  if (wait > LONGEST_WAIT) {
    throw new DeliveryError("Discord's rate limit is used up", { retryable: true, retryAfterMs: wait });
  }
  await new Promise<void>((resolve, reject) => {
    const callOff = (): void => {
      clock.clearTimeout(timer);
      reject(new DeliveryError("waiting for Discord's rate limit was called off", { retryable: true }));
    };
    const timer = clock.setTimeout(() => {
      signal.removeEventListener('abort', callOff);
      resolve();
    }, wait);
    if (signal.aborted) callOff();
    else signal.addEventListener('abort', callOff, { once: true });
  });
}

/** The error for an answer; of the header's and the body's delay (in seconds) the longer one counts. */
export function discordFailure(answer: HttpAnswer): DeliveryError {
  const failure = answer.failure();
  const delay = bodyDelay(answer.body);
  if (!failure.retryable || delay === undefined) return failure;
  const retryAfterMs = Math.max(failure.retryAfterMs ?? 0, Math.ceil(delay * 1_000));
  return new DeliveryError(failure.message, { retryable: true, retryAfterMs });
}

function bodyDelay(body: string | undefined): number | undefined {
  try {
    const answer: unknown = JSON.parse(body ?? '');
    if (typeof answer !== 'object' || answer === null || !('retry_after' in answer)) return undefined;
    const delay = Number(answer.retry_after);
    return Number.isFinite(delay) && delay >= 0 ? delay : undefined;
  } catch {
    return undefined;
  }
}
