import type { Problem } from '../../../src/http/api/views.js';
import { ApiFailure } from './api-failure.js';

/** How long to wait for an answer. */
const PATIENCE = 30_000;

/** Where the API is: beside the page, wherever that is mounted. */
export function apiUrl(path: string): string {
  return `./api/${path}`;
}

/**
 * Asks the API and gives its answer, which the caller knows the shape of: page and server come from one build.
 *
 * @throws {@link ApiFailure} if the answer is a problem, or if there is none
 */
export async function request<Answer>(
  path: string,
  { method = 'GET', body, signal }: { method?: string; body?: object; signal?: AbortSignal } = {},
): Promise<Answer> {
  const response = await send(path, method, body, signal);
  if (!response.ok) throw await failureOf(response);
  return response.json();
}

/**
 * Asks for something that has no answer but that it was done.
 *
 * @throws {@link ApiFailure} if the answer is a problem, or if there is none
 */
export async function command(path: string, method: string): Promise<void> {
  const response = await send(path, method, undefined, undefined);
  if (!response.ok) throw await failureOf(response);
}

async function send(
  path: string,
  method: string,
  body: object | undefined,
  signal: AbortSignal | undefined,
): Promise<Response> {
  const patience = AbortSignal.timeout(PATIENCE);
  try {
    return await fetch(apiUrl(path), {
      method,
      credentials: 'same-origin',
      cache: 'no-store',
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
      signal: signal === undefined ? patience : AbortSignal.any([patience, signal]),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    const detail = patience.aborted
      ? 'The server did not answer in time. Try again.'
      : 'The server cannot be reached. Try again when the connection is back.';
    throw new ApiFailure(0, { detail, code: 'ERR_NO_ANSWER' });
  }
}

/** What a response that is no success says; something in between, such as a proxy, may not speak of problems. */
export async function failureOf(response: Response): Promise<ApiFailure> {
  const problem: Partial<Problem> | undefined = await response.json().catch(() => undefined);
  const { detail, code, issues } = problem ?? {};
  return new ApiFailure(response.status, {
    detail: typeof detail === 'string' ? detail : `The server answered with status ${response.status}.`,
    code: typeof code === 'string' ? code : 'ERR_STATUS',
    ...(Array.isArray(issues) ? { issues } : {}),
  });
}
