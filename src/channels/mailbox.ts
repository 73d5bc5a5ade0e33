/** Somebody's mail address, with the name shown for it. */
export interface Mailbox {
  readonly name: string;
  readonly address: string;
}

const NAMED = /^([^<>]*?)\s*<([^<>]*)>$/;
/** What mail servers take in practice: no quoted local parts, no comments, ASCII or international letters. */
const ADDRESS = /^[^\s@<>()[\]\\,;:"]{1,64}@[^\s@<>()[\]\\,;:"]{1,255}$/;

/** Reads `name@host` or `Name <name@host>`; `undefined` for anything else, control characters included. */
export function parseMailbox(text: string): Mailbox | undefined {
  if (/\p{Cc}/u.test(text)) return undefined;
  const trimmed = text.trim();
  const [, name = '', address = trimmed] = NAMED.exec(trimmed) ?? [];
  if (!ADDRESS.test(address)) return undefined;
  return { name: name.replace(/^"(.*)"$/, '$1'), address };
}

/** The part of an address behind the `@`. */
export function hostOfAddress(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}
