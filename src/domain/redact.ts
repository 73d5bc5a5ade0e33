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

/** `password=…`, `"token": "…"`, `x-api-key: …` and their like. */
const NAMED_SECRET =
  /((?:password|passwd|passphrase|(?<![a-z])pass|pwd|jwt|secret|token|api[_-]?key|access[_-]?key|signature)["']?\s*[:=]\s*)("[^"]*"?|'[^']*'?|[^\s"',;&]+)/gi;

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
    .replace(NAMED_SECRET, `$1${MASK}`)
    .replace(KNOWN_SECRET, MASK)
    .trim();
  return bound(clean, text.length > LOOKED_AT);
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
