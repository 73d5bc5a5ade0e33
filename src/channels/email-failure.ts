import { DeliveryError } from '../domain/delivery-error.js';

/** What the codes of nodemailer mean, for those that say little. */
const MEANINGS: Readonly<Record<string, string>> = {
  EAUTH: 'the user name or the password is not accepted',
  ETLS: 'no secure connection came about',
  EENVELOPE: 'the sender or the recipients are refused',
};

/** Codes of failures that no other attempt mends: they come from the settings or the message, not from the world. */
const TERMINAL = new Set(['ENOAUTH', 'ECONFIG', 'EFILEACCESS', 'EURLACCESS', 'EREQUIRETLS']);

/**
 * The error for a mail that was not taken. An SMTP reply decides by itself: 4xx is retryable, 5xx terminal; without
 * one the world is to blame and it is retryable. Only codes are told: a reply's text may repeat what was sent.
 */
export function emailFailure(host: string, error: unknown, signal?: AbortSignal): DeliveryError {
  if (signal?.aborted === true) {
    return new DeliveryError(`the attempt to reach ${host} was called off`, { retryable: true });
  }
  const code = property(error, 'code');
  const reply = Number(property(error, 'responseCode'));
  const meaning = typeof code === 'string' ? MEANINGS[code] : undefined;
  const answered = reply >= 400 && reply < 600;
  const name = codeName(code) ?? 'connection failed';
  // nodemailer calls most of what the network says `ESOCKET`, and keeps what it was, such as `ECONNREFUSED`.
  const cause = codeName(property(error, 'originalCode')) ?? name;
  const what = answered ? `${host} answered ${reply}` : `could not send by ${host}: ${cause}`;
  return new DeliveryError(meaning === undefined ? what : `${what}: ${meaning}`, {
    retryable: answered ? isRetryableReply(reply) : !TERMINAL.has(name),
  });
}

/** Whether an SMTP reply asks to try again: 4xx, and 503, which is about the session and not the mail. */
export function isRetryableReply(reply: number): boolean {
  return reply < 500 || reply === 503;
}

function codeName(code: unknown): string | undefined {
  return typeof code === 'string' && /^[A-Z0-9_]+$/.test(code) ? code : undefined;
}

function property(error: unknown, name: string): unknown {
  return typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
}
