import { createHmac } from 'node:crypto';
import type { OptionIssues } from '../domain/option-issues.js';
import { Secret } from '../domain/secret.js';
import type { SecretText } from './channel-options.js';

const PREFIX = 'whsec_';
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** What is signed. */
export interface SignedMessage {
  readonly id: string;
  /** Epoch seconds. */
  readonly timestamp: number;
  /** Exactly the bytes that are sent. */
  readonly body: string | Buffer;
}

/**
 * The `webhook-signature` header of Standard Webhooks: one signature for each secret, so that a receiver who knows only
 * the old or only the new one can check it.
 */
export function signMessage({ id, timestamp, body }: SignedMessage, secrets: readonly Secret[]): string {
  return secrets
    .map((secret) => {
      const key = Buffer.from(secret.reveal().slice(PREFIX.length), 'base64');
      return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64')}`;
    })
    .join(' ');
}

/** Wraps signing secrets; says what is wrong unless each is `whsec_` and the base64 of 24 to 64 bytes. */
export function signingSecrets(
  issues: OptionIssues,
  path: string,
  value: SecretText | readonly SecretText[] | undefined,
): Secret[] {
  if (value === undefined) return [];
  const several = Array.isArray(value);
  const values: readonly unknown[] = several ? value : [value];
  if (values.length === 0) issues.add(path, 'must not be an empty list; leave it out to send unsigned');
  return values.map((one, index) => {
    const text = one instanceof Secret ? one.reveal() : one;
    if (typeof text === 'string' && isSigningSecret(text)) return new Secret(text);
    issues.add(
      several ? `${path}.${index}` : path,
      `must be '${PREFIX}' and then the base64 of 24 to 64 random bytes (the value is not shown, it is a secret)`,
    );
    return new Secret('');
  });
}

function isSigningSecret(text: string): boolean {
  const encoded = text.slice(PREFIX.length);
  if (!text.startsWith(PREFIX) || !BASE64.test(encoded)) return false;
  const { length } = Buffer.from(encoded, 'base64');
  return length >= 24 && length <= 64;
}
