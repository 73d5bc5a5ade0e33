/** Which keys are secret; of others, such as a primary or a foreign one, there are many. */
const KEYS = 'access|account|api|auth|encryption|decryption|master|private|secret|shared|signing';
const MORE_KEYS =
  'aes|cipher|client|crypto|deploy|encrypt|decrypt|gpg|hmac|jwk|license|pgp|root|rsa|session|sign|ssh|ssl|storage|subscription|tls|webhook|wrapping';

/** What names a secret wherever it stands in a word: `userpassword`, `jsessionid`. */
const STEMS = [
  'passw(?:or)?d|passphrase|passcode|passkey|pwd|jwt|signature|authorization|cookie|credential',
  // Not a secretary, a tokenizer, or a possession.
  'secret(?!ar|i|ly)|token(?!i[sz])|(?<!ob|pos)session',
  `(?:${KEYS})keys?`,
].join('|');

const HAS_STEM = new RegExp(STEMS);
const IS_STEM = new RegExp(`(?:${STEMS})s?$`);

/** What names a secret as a word by itself only. */
const WORDS = /^(?:creds?|bearer|otp|totp|sess|sessid|phpsessid)$/;
const KEY_KIND = new RegExp(`^(?:${KEYS}|${MORE_KEYS})$`);
/** `dbpass`, but neither `compass` nor `bypass`. */
const PASS = /^(?:admin|db|ftp|imap|key|login|mail|my|mysql|pg|redis|root|smtp|sql|ssh|store|user)?pass$/;
/** Those mean a secret only if nothing but that is said. */
const ALONE = /^(?:pin|sid|connect sid)$/;

/** Something of this is in each of them: most names can be told from them at a glance. */
const HINT = /pass|pwd|key|auth|secret|token|cred|cookie|sess|jwt|signature|bearer|otp|sid|pin/i;

/** After `pass` or `auth` those do not make another thing of it. */
const AFTER_PASS = /^(?:hash|salt|value|text)$/;
const AFTER_AUTH = /^(?:headers?|data|string|value|hash)$/;

/** What is written behind the name of a secret without making another thing of it. */
const AFTERWORDS = /^(?:hash|value|headers?|string|text|plain|id|new|old)$/;

/** In a sentence those have a meaning of their own before a colon, as in `invalid session: it has expired`. */
const COMMON = /^(?:sessions?|cookies?|credentials?|creds?|auth|bearer|authorization|otp|pin|sid)$/;

/**
 * Whether what has such a name is likely to be a secret: `dbPass`, `X-Api-Key`, `SMTP_PASSWORD`; not `compass`, `author` or
 * `primaryKey`.
 */
export function isSecretName(name: string): boolean {
  if (!HINT.test(name)) return false;
  const words = wordsOf(name);
  return ALONE.test(words.join(' ')) || words.some((_, i) => isSecretAt(words, i));
}

/**
 * The same for a name in a text, before `=` or a colon: the secret is what stands last in it. So `token-service: timeout`
 * tells none.
 *
 * @param inSentence whether it may be a word of a sentence, for which a colon speaks
 */
export function isSecretNameInText(name: string, inSentence: boolean): boolean {
  if (!HINT.test(name)) return false;
  const words = wordsOf(name);
  if (ALONE.test(words.join(' '))) return !inSentence;
  while (words.length > 1 && AFTERWORDS.test(words.at(-1) ?? '')) words.pop();
  const last = words.length - 1;
  const word = words[last] ?? '';
  if (inSentence && COMMON.test(word) && !/_|[a-z][A-Z]/.test(name)) return false;
  return isSecretAt(words, last) && !(HAS_STEM.test(word) && !IS_STEM.test(word));
}

/** In lower case, without digits: `dbPass2` is `db`, `pass`. */
function wordsOf(name: string): string[] {
  return name
    .replace(/(\p{Ll})(?=\p{Lu})|(\p{Lu})(?=\p{Lu}\p{Ll})/gu, '$& ')
    .toLowerCase()
    .replace(/[^\p{L}]+/gu, ' ')
    .replace(/\bpass (?=(?:word|phrase|code|key)\b)/g, 'pass')
    .trim()
    .split(' ');
}

function isSecretAt(words: readonly string[], i: number): boolean {
  const word = words[i] ?? '';
  const before = words[i - 1] ?? '';
  const after = words[i + 1];
  if (HAS_STEM.test(word) || WORDS.test(word)) return true;
  if (PASS.test(word)) return after === undefined || AFTER_PASS.test(after);
  if (word === 'auth') return after === undefined || AFTER_AUTH.test(after);
  return /^keys?$/.test(word) && KEY_KIND.test(before);
}
