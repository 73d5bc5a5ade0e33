import { isSecretName, isSecretNameInText } from './secret-name.js';

/** The most code points of a redacted text. */
const MOST = 300;

const MASK = '[redacted]';

/** Only so much of a text is looked at, so that a megabyte of it costs nothing. */
const LOOKED_AT = 4_000;

const URL = /\b([a-z][a-z0-9+.-]{0,30}):\/\/([^\s"'<>`\\]+)/gi;

/** `user:password@` before a host, where no scheme gives it away as a URL. */
const USERINFO = /(?<![\w/@:.-])[^\s"'<>:/@]+:[^\s"'<>/@]+@(?=[\w.[])/g;

/** The paths by which Slack and Discord know a webhook, where no scheme gives them away as a URL. */
const WEBHOOK_PATH = /(\/(?:services|webhooks)\/)[^\s"'<>]+/gi;

const AUTHORIZATION =
  /\b((?:proxy-)?authorization["']?\s*[:=]\s*["']?)(?:(?:basic|bearer|digest)\s+)?[^\s"',;]+/gi;

const CREDENTIALS = /\b(basic|bearer)\s+[a-z0-9._~+/=-]{8,}/gi;

/** What may be a name: `password`, `x-api-key`, `--db-pass`. */
const NAME = /[\w$.-]+/g;

/** What stands between a name and its value: `=`, `": "`, `']=`, Ruby's `=>`. */
const SIGN = /\\*["'\]]{0,2}\s*[:=]>?\s*/y;

/** And after an option of a command line: a space, or what divides a list. */
const AFTER_OPTION =
  /(?:\\*["']\s*,\s*|\s+)(?!-|(?:is|was|must|cannot|and|or|not|needs|has|requires?|expects?|may|should|option|flag|argument|missing|given)\b)/y;

/** What another rule masked within its quotes. */
const MASKED = /^\\*(["'])\[redacted\]\\*\1$/;

/** A value; of one that is masked already nothing more. */
const VALUE = /\[redacted\]|\\+"[^"]*"?|"(?:[^"\\]|\\.?)*"?|'(?:[^'\\]|\\.?)*'?|[^\s"',;&]+/y;

/** Secrets that show what they are: Standard Webhooks and Slack. */
const KNOWN_SECRET = /\b(?:whsec_|xox[a-z]-|xapp-)[\w+/=-]+/g;

/**
 * A text from elsewhere, such as a foreign error's message, made fit to be recorded and shown: URLs keep their scheme
 * and host, what looks like a credential is masked, control characters become spaces, and it has at most 300
 * characters. A text without such things comes back as it is.
 *
 * @example redactText('POST https://u:p@hooks.example/T0/B0/x failed') // 'POST https://hooks.example/[redacted] failed'
 */
export function redactText(text: string): string {
  const clean = text
    .slice(0, LOOKED_AT)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')
    .replace(URL, (_whole, scheme: string, rest: string) => `${scheme}://${redactAuthority(rest)}`)
    .replace(USERINFO, `${MASK}@`)
    .replace(WEBHOOK_PATH, `$1${MASK}`)
    .replace(AUTHORIZATION, `$1${MASK}`)
    .replace(CREDENTIALS, `$1 ${MASK}`)
    .replace(KNOWN_SECRET, MASK);
  return bound(maskNamed(clean).trim(), text.length > LOOKED_AT);
}

/** Without what follows the name of a secret: `password=…`, `"dbPass": "…"`, `--password …`. */
function maskNamed(text: string): string {
  let masked = '';
  let kept = 0;
  for (const { 0: name, index } of text.matchAll(NAME)) {
    // A name within a value that is masked.
    if (index < kept) continue;
    const end = index + name.length;
    const sign = matchAt(SIGN, text, end);
    const between = sign ?? (/^--?[a-z]/i.test(name) ? matchAt(AFTER_OPTION, text, end) : undefined);
    if (between === undefined) continue;
    const from = end + between.length;
    if (!namesSecret(name, between, text.charAt(from))) continue;
    const value = matchAt(VALUE, text, from);
    if (value === undefined || MASKED.test(value)) continue;
    masked += text.slice(kept, from) + MASK;
    kept = from + value.length;
  }
  return masked + text.slice(kept);
}

/** @param first what the value begins with */
function namesSecret(name: string, between: string, first: string): boolean {
  // What is quoted on both sides, as in JSON, is no sentence.
  if (/["']/.test(between) && /^[\\"'\d]/.test(first)) return isSecretName(name);
  return isSecretNameInText(name, between.includes(':') && !name.startsWith('-'));
}

function matchAt(pattern: RegExp, text: string, index: number): string | undefined {
  pattern.lastIndex = index;
  return pattern.exec(text)?.[0];
}

/** What follows `scheme://`, without userinfo, path, query and fragment. */
function redactAuthority(rest: string): string {
  const end = rest.search(/[/?#]/);
  const authority = end < 0 ? rest : rest.slice(0, end);
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  // Text after the host is masked unless it is a bare slash or punctuation.
  return end < 0 || /^\/?[).,;:\]]*$/.test(rest.slice(end))
    ? `${host}${end < 0 ? '' : rest.slice(end)}`
    : `${host}/${MASK}`;
}

function bound(text: string, cut: boolean): string {
  const points = [...text];
  return points.length > MOST || cut ? `${points.slice(0, MOST - 1).join('')}…` : text;
}
