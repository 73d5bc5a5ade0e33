import { z } from 'zod';

type Issue = z.core.$ZodIssue;

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  boolean: 'a boolean',
  object: 'an object',
  record: 'an object',
  array: 'a list',
};

/**
 * What a schema found amiss with data, and where. It names no value: any text in a journal may be a secret.
 *
 * @example describeDataIssue(issue, data) // 'data.latencyMs: expected a number, found null'
 */
export function describeDataIssue(issue: Issue, data: unknown): string {
  const told = innermost(issue);
  const path = told.code === 'unrecognized_keys' ? [...told.path, ...told.keys.slice(0, 1)] : told.path;
  return `${z.core.toDotPath(['data', ...path])}: ${complaint(told)}, found ${kindOf(valueAt(data, path))}`;
}

/** Of a choice that nothing fits, what is wrong within the one that was meant: of the right kind, and fits best. */
function innermost(issue: Issue): Issue {
  if (issue.code !== 'invalid_union') return issue;
  const [closest = []] = issue.errors
    .filter((errors) => errors.some(({ path }) => path.length > 0))
    .sort((a, b) => a.length - b.length);
  const inner = closest.find(({ path }) => path.length > 0);
  return inner === undefined ? issue : innermost({ ...inner, path: [...issue.path, ...inner.path] });
}

function complaint(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${KINDS[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `expected one of ${issue.values.map((value) => `'${String(value)}'`).join(', ')}`;
    case 'unrecognized_keys':
      return 'expected no such field';
    case 'invalid_union':
      return [
        ...new Set(issue.errors.flatMap(([first]) => (first === undefined ? [] : [complaint(first)]))),
      ].join(' or ');
    default:
      return issue.message;
  }
}

function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  let value = data;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = Reflect.get(value, step);
  }
  return value;
}

/** What sort of JSON a value is. */
function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return KINDS[typeof value] ?? 'something else';
}
