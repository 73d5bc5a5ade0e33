import { validateHeaderName, validateHeaderValue } from 'node:http';
import { type ConnectionOptions, createSecureContext } from 'node:tls';
import type { Dispatcher } from 'undici';
import { OptionIssues, show } from '../domain/option-issues.js';

/** One status such as `204`, or a range with both ends such as `'200-299'`. */
export type StatusRange = number | `${number}-${number}`;

/** How to ask and what to expect of the answer. */
export interface HttpCheckOptions {
  /** Default `GET`. */
  readonly method?: string | undefined;
  /** Added to `accept` and `user-agent`. Across origins `authorization` and `cookie` are not passed on. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | Uint8Array | undefined;
  /** The statuses that pass. Default `'200-299'`. */
  readonly expect?: StatusRange | readonly StatusRange[] | undefined;
  /**
   * What the body, read as UTF-8, must contain or match, or a function that says whether it will do; a string that the
   * function returns is the message of the failure. Default: any body will do.
   */
  readonly match?: string | RegExp | ((body: string) => boolean | string) | undefined;
  /** How many bytes of the body are read; the rest is cut off before it is matched. Default 1 MiB. */
  readonly maxBodyBytes?: number | undefined;
  /** `follow` goes along with up to 5 redirects; for `manual` a redirect is a status like any other. Default `follow`. */
  readonly redirect?: 'follow' | 'manual' | undefined;
  /** Certificates to trust, to show, or not to look at; as for `tls.connect`. */
  readonly tls?: HttpTlsOptions | undefined;
  /** An undici dispatcher of your own, such as a `ProxyAgent`; you close it. Excludes `tls`. */
  readonly dispatcher?: Dispatcher | undefined;
}

export type HttpTlsOptions = Pick<
  ConnectionOptions,
  'ca' | 'cert' | 'key' | 'passphrase' | 'rejectUnauthorized' | 'servername'
>;

/** The options with everything decided. */
export interface HttpRequestPlan {
  readonly url: URL;
  readonly method: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | undefined;
  readonly expected: readonly (readonly [from: number, to: number])[];
  readonly match: HttpCheckOptions['match'];
  readonly maxBodyBytes: number;
  readonly follow: boolean;
  readonly tls: HttpTlsOptions | undefined;
  readonly dispatcher: Dispatcher | undefined;
}

const OPTIONS: readonly string[] = [
  'method',
  'headers',
  'body',
  'expect',
  'match',
  'maxBodyBytes',
  'redirect',
  'tls',
  'dispatcher',
] satisfies (keyof HttpCheckOptions)[];

const MEBIBYTE = 1_048_576;

/**
 * Decides every option.
 *
 * @throws {@link ConfigError} with all that is wrong, at paths such as `httpCheck.expect`. The URL's user, password
 * and query are not repeated.
 */
export function planHttpRequest(url: string | URL, options: HttpCheckOptions): HttpRequestPlan {
  const issues = new OptionIssues('httpCheck');
  issues.known(options, OPTIONS);
  const issue: Issue = (option, message) => issues.add(option, message);
  const target = readUrl(url, issue);
  const {
    method = 'GET',
    body,
    match,
    maxBodyBytes = MEBIBYTE,
    redirect = 'follow',
    tls,
    dispatcher,
  } = options;
  if (typeof method !== 'string' || !/^[a-z]+$/i.test(method))
    issue('method', `${show(method)} is not a method`);
  if (body !== undefined && typeof body !== 'string' && !(body instanceof Uint8Array)) {
    issue('body', 'must be a string or bytes');
  }
  if (body !== undefined && /^(get|head)$/i.test(method)) {
    issue('body', `a ${method.toUpperCase()} request has none; set method, such as 'POST'`);
  }
  if (match !== undefined && !['string', 'function'].includes(typeof match) && !(match instanceof RegExp)) {
    issue('match', `${show(match)} is not a string, a regular expression or a function`);
  }
  if (!Number.isSafeInteger(maxBodyBytes) || maxBodyBytes < 1) {
    issue('maxBodyBytes', `${show(maxBodyBytes)} is not a positive whole number`);
  }
  if (redirect !== 'follow' && redirect !== 'manual') {
    issue('redirect', `${show(redirect)} is not 'follow' or 'manual'`);
  }
  if (tls !== undefined && dispatcher !== undefined) {
    issue('tls', 'cannot be combined with dispatcher; give the dispatcher its own connect options');
  }
  if (tls !== undefined) checkTls(tls, issue);
  const expected = parseStatuses(options.expect ?? '200-299', issue);
  const headers = readHeaders(options.headers ?? {}, issue);
  issues.throwIfAny();
  if (target.username !== '' || target.password !== '') {
    const user = `${decode(target.username)}:${decode(target.password)}`;
    headers.authorization ??= `Basic ${Buffer.from(user).toString('base64')}`;
    target.username = '';
    target.password = '';
  }
  return {
    url: target,
    method: method.toUpperCase(),
    headers,
    body,
    expected,
    match,
    maxBodyBytes,
    follow: redirect === 'follow',
    tls,
    dispatcher,
  };
}

type Issue = (option: string, message: string) => void;

function readUrl(given: string | URL, issue: Issue): URL {
  if (!URL.canParse(String(given))) {
    issue('url', 'is not a URL; write it whole, such as https://example.com/health');
    return new URL('http://nowhere.invalid');
  }
  const url = new URL(given);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    issue('url', `has the scheme ${url.protocol} but must be http: or https:`);
  }
  return url;
}

function parseStatuses(expect: StatusRange | readonly StatusRange[], issue: Issue): [number, number][] {
  const ranges: readonly unknown[] = Array.isArray(expect) ? expect : [expect];
  if (ranges.length === 0) issue('expect', 'is empty: no status would pass');
  return ranges.map((range) => {
    const parts = /^(\d{3})(?:-(\d{3}))?$/.exec(String(range));
    const from = Number(parts?.[1]);
    const to = Number(parts?.[2] ?? parts?.[1]);
    if (parts === null || from < 100 || to > 599 || from > to) {
      issue(
        'expect',
        `${show(range)} is not a status from 100 to 599, such as 204, or a range, such as '200-299'`,
      );
    }
    return [from, to];
  });
}

function readHeaders(given: Readonly<Record<string, string>>, issue: Issue): Record<string, string> {
  const headers: Record<string, string> = { accept: '*/*', 'user-agent': 'tocsin' };
  for (const [name, value] of Object.entries(given)) {
    try {
      validateHeaderName(name);
      validateHeaderValue(name, value);
      headers[name.toLowerCase()] = value;
    } catch {
      // Node's own message would repeat the value, which may be a secret.
      issue(`headers.${name}`, 'is not a valid HTTP header');
    }
  }
  return headers;
}

function checkTls(tls: HttpTlsOptions, issue: Issue): void {
  try {
    createSecureContext(tls);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    issue('tls', `cannot be used: ${typeof code === 'string' ? code : 'not a PEM certificate or key'}`);
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
