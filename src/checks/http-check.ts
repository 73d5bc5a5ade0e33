import type { Agent, Dispatcher } from 'undici';
import type { CheckContext, CheckResult } from '../domain/check.js';
import type { ClosableCheck } from './closable-check.js';
import { closeAgent, loadUndici, openAgent, sharedAgent } from './http-connections.js';
import { httpFailure, isStaleConnection } from './http-failure.js';
import { type HttpCheckOptions, type HttpRequestPlan, planHttpRequest } from './http-options.js';
import { type HttpRequest, nextRequest } from './http-redirect.js';
import { matchBody, readBody } from './response-body.js';

const MOST_REDIRECTS = 5;

/**
 * Checks that a URL answers as it should: by default with a status from 200 to 299, redirects followed.
 *
 * How long it may take is up to the service: `timeout` fails and `slowAfter` warns. A failure says which kind it is:
 * DNS, connection refused or reset, TLS and what is wrong with the certificate, status, body. Messages name the
 * method, host and path, never credentials or the query. The data holds the `status`, or the `code` of what went
 * wrong. A user and password in the URL are sent as basic authorization.
 *
 * Connections are kept for 4 s for the next check and shared between services; they do not keep the process alive.
 *
 * @throws {@link ConfigError} if the URL or an option cannot be used.
 * @example
 * httpCheck('https://example.com/health', { match: /"status":\s*"up"/ })
 */
export function httpCheck(url: string | URL, options: HttpCheckOptions = {}): ClosableCheck {
  const plan = planHttpRequest(url, options);
  const connections = connectionsFor(plan);
  // Its name is what people see of a check, here and in the others.
  const httpCheck = async ({ signal }: CheckContext): Promise<CheckResult> => {
    const [undici, dispatcher] = await Promise.all([loadUndici(), connections.open()]);
    const answer = await ask(plan, (request) => send(undici.request, dispatcher, request, signal), signal);
    const problem = answer.problem ?? judge(plan, answer);
    if (problem === undefined) return { outcome: 'pass', data: answer.data };
    return { outcome: 'fail', message: `${problem} (${name(answer.request)})`, data: answer.data };
  };
  return Object.assign(httpCheck, { close: connections.close });
}

/** What came back in the end, or the problem why nothing did. */
interface Answer {
  /** The last request, after redirects. */
  readonly request: HttpRequest;
  readonly data: { readonly status: number } | { readonly code: string };
  readonly body: string;
  readonly problem?: string;
}

async function ask(
  plan: HttpRequestPlan,
  sendRequest: (request: HttpRequest) => Promise<Dispatcher.ResponseData>,
  signal: AbortSignal,
): Promise<Answer> {
  let request: HttpRequest = plan;
  try {
    for (let redirects = 0; ; redirects++) {
      const response = await sendRequest(request);
      const data = { status: response.statusCode };
      const next = plan.follow ? nextRequest(request, response) : undefined;
      const keepBody = next === undefined && plan.match !== undefined;
      const body = await readBody(response.body, plan.maxBodyBytes, keepBody);
      if (next === undefined) return { request, data, body };
      if (next === 'unusable') return { request, data, body, problem: 'redirected to nowhere usable' };
      if (redirects === MOST_REDIRECTS) {
        return { request, data, body, problem: `more than ${MOST_REDIRECTS} redirects` };
      }
      request = next;
    }
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    const { message, code } = httpFailure(error);
    return { request, data: { code }, body: '', problem: message };
  }
}

/** What is wrong with a whole answer; `undefined` if it will do. */
function judge({ expected, match }: HttpRequestPlan, { data, body }: Answer): string | undefined {
  const status = 'status' in data ? data.status : 0;
  if (!expected.some(([from, to]) => status >= from && status <= to)) {
    const ranges = expected.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`));
    return `expected ${ranges.join(' or ')}, got ${status}`;
  }
  return match === undefined ? undefined : matchBody(match, body);
}

async function send(
  request: typeof import('undici').request,
  dispatcher: Dispatcher,
  { url, method, headers, body }: HttpRequest,
  signal: AbortSignal,
): Promise<Dispatcher.ResponseData> {
  const options = { dispatcher, method, headers, signal, ...(body === undefined ? {} : { body }) };
  try {
    return await request(url, options);
  } catch (error) {
    if (!isStaleConnection(error) || (method !== 'GET' && method !== 'HEAD')) throw error;
    return request(url, options);
  }
}

/** Host and path only: the query may hold a token. */
function name({ method, url }: HttpRequest): string {
  return `${method} ${url.host}${url.pathname}`;
}

interface Connections {
  open(): Promise<Dispatcher>;
  close(): void;
}

function connectionsFor({ dispatcher, tls }: HttpRequestPlan): Connections {
  if (dispatcher !== undefined) return { open: () => Promise.resolve(dispatcher), close: () => {} };
  if (tls === undefined) {
    const user = {};
    return { open: () => sharedAgent.use(user), close: () => sharedAgent.release(user) };
  }
  let own: Promise<Agent> | undefined;
  return {
    open() {
      own ??= openAgent(tls);
      return own;
    },
    close() {
      closeAgent(own);
      own = undefined;
    },
  };
}
