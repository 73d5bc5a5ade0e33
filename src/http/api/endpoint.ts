import type { Context } from 'hono';
import type { z } from 'zod';
import type { ConfigIssue } from '../../domain/config-error.js';
import type { HttpEnv } from '../guard/request-facts.js';
import { HttpProblem } from '../problem.js';
import { SSE_HEADERS } from '../stream/sse.js';
import type { ApiContext } from './api-context.js';
import type { ComponentName } from './schemas/components.js';

/** What an endpoint is given. */
export interface Call<Query, Body> {
  /** The parts of the path, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query;
  readonly body: Body;
  /** Aborted when whoever asks goes away. */
  readonly signal: AbortSignal;
  /** Breaks the connection off, if it is known. */
  readonly hangUp: (() => void) | undefined;
  readonly header: (name: string) => string | undefined;
}

/** One thing that can be asked for, with all that the OpenAPI document says of it. */
export interface EndpointDefinition<Query, Body> {
  readonly method: 'get' | 'post' | 'delete';
  /** Below `/api`, as Hono writes paths: `/services/:name`. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly query?: z.ZodType<Query>;
  readonly body?: z.ZodType<Body>;
  /** The status of success. Default 200; 204 answers with nothing. */
  readonly status?: 200 | 201 | 204;
  /** What it answers with; a `Response` if it makes that itself. */
  readonly answer?: ComponentName | 'text/event-stream' | 'application/json';
  handle(api: ApiContext, call: Call<Query, Body>): unknown;
}

/** An endpoint whose input is checked before it is handled. */
export interface Endpoint extends Omit<EndpointDefinition<unknown, unknown>, 'handle' | 'query' | 'body'> {
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  respond(api: ApiContext, c: Context<HttpEnv>): Promise<Response>;
}

/** What is answered to those who went away, as nginx has it: nobody sees it but what counts answers. */
const GONE = 499;

/** Makes an endpoint. What does not fit its schemas is refused with every issue, before it is handled. */
export function endpoint<Query = undefined, Body = undefined>(
  definition: EndpointDefinition<Query, Body>,
): Endpoint {
  const { handle, query, body, ...rest } = definition;
  return {
    ...rest,
    ...(query === undefined ? {} : { query }),
    ...(body === undefined ? {} : { body }),
    async respond(api, c) {
      // Hono answers HEAD as it does GET and leaves the body unread: a stream would stay open for ever.
      if (c.req.method === 'HEAD' && rest.answer === 'text/event-stream')
        return c.body(null, 200, SSE_HEADERS);
      const { signal } = c.req.raw;
      const call: Call<Query, Body> = {
        params: c.req.param(),
        query: read(query, queryOf(c), 'query'),
        body: read(body, body === undefined ? undefined : await jsonOf(c), 'body'),
        signal,
        hangUp: hangUpOf(c),
        header: (name) => c.req.header(name),
      };
      let answer: unknown;
      try {
        answer = await definition.handle(api, call);
      } catch (error) {
        if (signal.aborted && error === signal.reason) return new Response(null, { status: GONE });
        throw error;
      }
      if (answer instanceof Response) return answer;
      const { status = 200 } = definition;
      return status === 204 ? c.body(null, 204) : c.json(answer, status);
    },
  };
}

function hangUpOf(c: Context<HttpEnv>): (() => void) | undefined {
  const outgoing = c.env?.outgoing;
  return outgoing === undefined ? undefined : () => void outgoing.destroy();
}

/** A query's fields; one that is there several times is a list. */
function queryOf(c: Context): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(c.req.queries()).map(([name, values]) => {
      const [first = '', ...more] = values;
      return [name, more.length === 0 ? first : values];
    }),
  );
}

async function jsonOf(c: Context): Promise<unknown> {
  const text = await c.req.text();
  if (text.trim() === '') return {};
  try {
    const json: unknown = JSON.parse(text);
    return json;
  } catch {
    throw new HttpProblem(400, 'ERR_HTTP_REQUEST', 'the body is not JSON');
  }
}

function read<T>(schema: z.ZodType<T> | undefined, given: unknown, where: 'query' | 'body'): T {
  // Without a schema `T` is `undefined`, by the defaults of `endpoint`.
  if (schema === undefined) return undefined as T;
  const { data, error, success } = schema.safeParse(given);
  if (success) return data;
  const issues: ConfigIssue[] = error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  const told = issues.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('; ');
  throw new HttpProblem(400, 'ERR_HTTP_REQUEST', `the ${where} cannot be used: ${told}`, issues);
}
