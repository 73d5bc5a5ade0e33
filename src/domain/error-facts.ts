/** What can be read off something that was thrown, as it is: not redacted. Texts are bounded. */
export interface ErrorFacts {
  /** The first of its names: what it calls itself, else its class; of what is no object its type. */
  readonly name: string;
  /**
   * The names that it goes by: its own, that of its class, and those of the classes above, most special first. What it has
   * from a class above is none of its own.
   */
  readonly names: readonly string[];
  readonly message: string;
  readonly code?: string;
  /** The status of an HTTP answer, if it carries one. */
  readonly status?: number;
  /** Whether a program that was run ended with it. */
  readonly fromCommand: boolean;
}

/** Of causes and of the errors in an aggregate only so many are looked at. */
const MOST_FACTS = 12;
/** A message is looked at only so far. */
const LONGEST_MESSAGE = 4_000;
const LONGEST_NAME = 200;
/** Classes above this many are not looked at. */
const MOST_CLASSES = 6;

/**
 * Reads off anything that was thrown what it is, and what led to it, nearest first: its `cause`, the `errors` of an
 * `AggregateError`, both sides of a `SuppressedError`. Nothing is thrown, whatever it is; circles end.
 */
export function errorFacts(thrown: unknown): readonly [ErrorFacts, ...ErrorFacts[]] {
  const seen = new Set<unknown>([thrown]);
  const rest: ErrorFacts[] = [];
  const queue = causesOf(thrown);
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const { value } = next;
    if (seen.has(value)) continue;
    seen.add(value);
    rest.push(factsOf(value));
    if (rest.length + 1 >= MOST_FACTS) break;
    queue.push(...causesOf(value));
  }
  return [factsOf(thrown), ...rest];
}

/** An error in one line, as it is: its message, with its code or name where that says more. Not redacted. */
export function errorLine({ name, message, code }: Pick<ErrorFacts, 'name' | 'message' | 'code'>): string {
  const label = code !== undefined && !/^\d+$/.test(code) ? code : name;
  if (message === '') return label;
  return /^(?:Error|string)$/.test(label) || message.includes(label) ? message : `${label}: ${message}`;
}

/** A property that may not be there, or whose getter throws. */
export function readProperty(value: unknown, key: string): unknown {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return undefined;
  try {
    const read: unknown = Reflect.get(value, key);
    return read;
  } catch {
    return undefined;
  }
}

function factsOf(value: unknown): ErrorFacts {
  if (typeof value !== 'object' || value === null) {
    const name = value === null ? 'null' : typeof value;
    return { name, names: [name], message: primitiveText(value), fromCommand: false };
  }
  const names = namesOf(value);
  const code = codeOf(value, names);
  const status = statusOf(value);
  return {
    name: names[0] ?? 'object',
    names,
    message: textOf(readProperty(value, 'message'), LONGEST_MESSAGE) ?? '',
    fromCommand:
      typeof readProperty(value, 'cmd') === 'string' || typeof readProperty(value, 'spawnargs') === 'object',
    ...(code === undefined ? {} : { code }),
    ...(status === undefined ? {} : { status }),
  };
}

/** Boxed, so that an error caused by `undefined` is told from one without a cause. */
function causesOf(value: unknown): { readonly value: unknown }[] {
  if (typeof value !== 'object' || value === null) return [];
  const causes: { value: unknown }[] = [];
  const errors = readProperty(value, 'errors');
  if (isList(errors)) {
    const length = Number(readProperty(errors, 'length'));
    for (let i = 0; i < Math.min(length, MOST_FACTS); i++)
      causes.push({ value: readProperty(errors, String(i)) });
  }
  for (const key of ['cause', 'error', 'suppressed']) {
    const cause = readProperty(value, key);
    if (cause === undefined || cause === null) continue;
    // Only a `cause` may be anything; the others are names that many things have.
    if (key === 'cause' || looksLikeError(cause)) causes.push({ value: cause });
  }
  return causes;
}

function isList(value: unknown): boolean {
  try {
    return Array.isArray(value);
  } catch {
    return false;
  }
}

function looksLikeError(value: unknown): boolean {
  return typeof value === 'object' && typeof readProperty(value, 'message') === 'string';
}

function namesOf(value: object): string[] {
  const names: string[] = [];
  const add = (name: unknown): void => {
    const text = textOf(name, LONGEST_NAME);
    if (text !== undefined && text !== '' && !names.includes(text)) names.push(text);
  };
  const classes = classesOf(value);
  const own = readProperty(value, 'name');
  // A class that does not name its errors has them called `Error`, or as a class above: the class says more.
  if (own !== 'Error' && (hasOwn(value, 'name') || !classes.some((name) => name === own))) add(own);
  for (const name of classes) if (name !== 'Object' || names.length === 0) add(name);
  return names;
}

/** Most special first. */
function classesOf(value: object): unknown[] {
  const classes: unknown[] = [];
  let above = prototypeOf(value);
  for (let depth = 0; above !== null && depth < MOST_CLASSES; depth++) {
    classes.push(readProperty(readProperty(above, 'constructor'), 'name'));
    above = prototypeOf(above);
  }
  return classes;
}

function hasOwn(value: object, key: string): boolean {
  try {
    return Object.hasOwn(value, key);
  } catch {
    return false;
  }
}

function prototypeOf(value: object): object | null {
  try {
    return Object.getPrototypeOf(value);
  } catch {
    return null;
  }
}

function codeOf(value: object, names: readonly string[]): string | undefined {
  const code = readProperty(value, 'code');
  if (typeof code === 'string' && code !== '') return code.slice(0, LONGEST_NAME);
  // Those of a DOMException are of another age: its name says it.
  return typeof code === 'number' && !names.includes('DOMException') ? String(code) : undefined;
}

function statusOf(value: object): number | undefined {
  const response = readProperty(value, 'response');
  for (const status of [
    readProperty(value, 'statusCode'),
    readProperty(value, 'status'),
    readProperty(response, 'status'),
    readProperty(response, 'statusCode'),
    // As the clients of AWS have it.
    readProperty(readProperty(value, '$metadata'), 'httpStatusCode'),
  ]) {
    if (typeof status === 'number' && Number.isInteger(status) && status >= 400 && status < 600)
      return status;
  }
  return undefined;
}

function textOf(value: unknown, longest: number): string | undefined {
  return typeof value === 'string' ? value.slice(0, longest) : undefined;
}

/** Of a function nothing: its text is its source. */
function primitiveText(value: unknown): string {
  if (typeof value === 'string') return value.slice(0, LONGEST_MESSAGE);
  return typeof value === 'function' ? '' : String(value).slice(0, LONGEST_MESSAGE);
}
