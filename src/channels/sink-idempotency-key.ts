/**
 * The key that every attempt of one notification on one channel carries. It has only letters, digits, `-` and `_`, as
 * the Standard Webhooks id and a Message-ID allow, and two different pairs never get the same key.
 *
 * @example idempotencyKey('4f1c', 'on call') // '4f1c__on_0020call'
 */
export function idempotencyKey(notificationId: string, channel: string): string {
  return `${encode(notificationId)}__${encode(channel)}`;
}

const PLAIN = /^[A-Za-z0-9-]*$/;

/** An underscore is always followed by four digits of a code unit, so a double one can only be the separator. */
function encode(text: string): string {
  if (PLAIN.test(text)) return text;
  return text.replace(/[^A-Za-z0-9-]/g, (unit) => `_${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
