import { z } from 'zod';
import type { Endpoint } from './endpoint.js';
import { COMPONENTS, type ComponentName } from './schemas/components.js';

const REFERENCE = '#/components/schemas/';

/** One thing that the document describes. */
export interface Operation extends Omit<Endpoint, 'method' | 'respond'> {
  readonly method: 'get' | 'head' | 'post' | 'delete';
  /** Of the whole, with the constraints that Hono takes: `/beat/:name/:status{[0-9]+}`. */
  readonly path: string;
  /** What a body of plain text says, for those that may have one. */
  readonly text?: string;
}

/** A parameter in a path, and its constraint. */
const PARAMETER = /:(\w+)(?:\{((?:[^{}]|\{[^{}]*\})*)\})?/g;

/** A JSON Schema, or any other part of the document. */
type Part = Readonly<Record<string, unknown>>;

/**
 * The OpenAPI 3.1 document of the API, made from the schemas that check what comes in and describe what goes out.
 *
 * @param prefix where the API is mounted, such as `/tocsin`; empty for the root
 */
export function openApiDocument(operations: readonly Operation[], version: string, prefix: string): Part {
  const paths: Record<string, Record<string, Part>> = {};
  for (const operation of operations) {
    const path = operation.path.replace(PARAMETER, '{$1}');
    paths[path] = { ...paths[path], [operation.method]: described(operation) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Tocsin',
      version,
      description: 'Services watched, alerts, incidents, silences and channels of one monitor.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: prefix === '' ? '/' : prefix }],
    security: [{ token: [] }, {}],
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: componentSchemas(),
    },
  };
}

function described(operation: Operation): Part {
  const { method, path, tag, summary, query, body, text, status = 200, answer } = operation;
  const parameters = [...pathParameters(path), ...(query === undefined ? [] : queryParameters(query))];
  return {
    operationId: operationId(method, path),
    tags: [tag],
    summary,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: inputSchema(body) } } } }),
    ...(text === undefined
      ? {}
      : { requestBody: { description: text, content: { 'text/plain': { schema: { type: 'string' } } } } }),
    responses: {
      [status]:
        answer === undefined ? { description: 'Done' } : { description: summary, content: content(answer) },
      default: {
        description: 'Why the request failed',
        content: { 'application/problem+json': { schema: reference('Problem') } },
      },
    },
  };
}

function content(answer: NonNullable<Endpoint['answer']>): Part {
  if (answer === 'text/event-stream') return { [answer]: { schema: { type: 'string' } } };
  if (answer === 'application/json') return { [answer]: { schema: { type: 'object' } } };
  return { 'application/json': { schema: reference(answer) } };
}

function pathParameters(path: string): Part[] {
  return [...path.matchAll(PARAMETER)].map(([, name, constraint]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string', ...(constraint === undefined ? {} : { pattern: `^(?:${constraint})$` }) },
  }));
}

function queryParameters(query: z.ZodType): Part[] {
  const { properties = {}, required = [] } = inputSchema(query);
  return Object.entries(properties as Record<string, Part>).map(([name, schema]) => ({
    name,
    in: 'query',
    required: Array.isArray(required) && required.includes(name),
    schema,
  }));
}

function inputSchema(schema: z.ZodType): Part {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return json;
}

function componentSchemas(): Record<string, Part> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(COMPONENTS)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, {
    uri: (id) => `${REFERENCE}${id}`,
    unrepresentable: 'any',
    reused: 'inline',
  });
  return Object.fromEntries(
    Object.entries(schemas).map(([id, { $schema: _, $id: __, ...schema }]) => [id, schema]),
  );
}

function reference(name: ComponentName): Part {
  return { $ref: `${REFERENCE}${name}` };
}

/** `get` and `/api/services/:name/history` make `getServicesByNameHistory`. */
function operationId(method: string, path: string): string {
  const words = path
    .replace(/^\/api\//, '')
    .replace(PARAMETER, ':$1')
    .split('/')
    .filter((part) => part !== '');
  const camel = words.map((part) =>
    part.startsWith(':') ? `By${capital(part.slice(1))}` : part.split(/\W/).map(capital).join(''),
  );
  return `${method}${camel.join('')}`;
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
