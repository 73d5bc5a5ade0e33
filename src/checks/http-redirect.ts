import type { Dispatcher } from 'undici';
import type { HttpRequestPlan } from './http-options.js';

/** What of a request changes from redirect to redirect. */
export type HttpRequest = Pick<HttpRequestPlan, 'url' | 'method' | 'headers' | 'body'>;

const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];
/** Not for the eyes of another origin. */
const PRIVATE_HEADERS: readonly string[] = ['authorization', 'cookie', 'host', 'proxy-authorization'];

/**
 * The request that a redirect asks for, by the rules of browsers: 303, and 301 or 302 after a POST, turn into a GET
 * without body. `undefined` if the answer is no redirect, `unusable` if it leads nowhere that HTTP reaches.
 */
export function nextRequest(
  request: HttpRequest,
  { statusCode, headers }: Pick<Dispatcher.ResponseData, 'statusCode' | 'headers'>,
): HttpRequest | 'unusable' | undefined {
  if (!REDIRECTS.includes(statusCode)) return undefined;
  const { location } = headers;
  if (typeof location !== 'string' || !URL.canParse(location, request.url.href)) return 'unusable';
  const url = new URL(location, request.url);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'unusable';
  // Credentials that a redirect brings along are the server's, not ours.
  url.username = '';
  url.password = '';
  url.hash = '';
  const toGet =
    (statusCode === 303 && request.method !== 'HEAD') ||
    ((statusCode === 301 || statusCode === 302) && request.method === 'POST');
  const kept = Object.entries(request.headers).filter(
    ([name]) =>
      !(url.origin !== request.url.origin && PRIVATE_HEADERS.includes(name)) &&
      !(toGet && name.startsWith('content-')),
  );
  return {
    url,
    method: toGet ? 'GET' : request.method,
    headers: Object.fromEntries(kept),
    body: toGet ? undefined : request.body,
  };
}
