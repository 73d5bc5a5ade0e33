import { describe, expect, test } from 'vitest';
import { ERROR_CATEGORIES } from '../../src/domain/captured-error.js';
import { testDesk } from './desk.js';
import { REAL_LOCAL_ERRORS } from './real-local-errors.js';
import { REAL_NETWORK_ERRORS } from './real-network-errors.js';

const REAL_ERRORS = [...REAL_NETWORK_ERRORS, ...REAL_LOCAL_ERRORS];

const { desk } = testDesk();

async function thrownBy(make: () => unknown): Promise<unknown> {
  try {
    await make();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

describe('an error as it really comes', () => {
  test.each(REAL_ERRORS)('$name is $category', async ({ make, category }) => {
    const error = await thrownBy(make);
    expect(desk.capture(error)).toMatchObject({ category });
  });

  test('there is one of each category that is known', () => {
    const shown = new Set(REAL_ERRORS.map(({ category }) => category));
    expect(ERROR_CATEGORIES.filter((category) => !shown.has(category))).toEqual(['unknown']);
  });
});

const refused = Object.assign(new Error('no'), { code: 'ECONNREFUSED' });

function withCause(message: string, cause: unknown): Error {
  return new Error(message, { cause });
}

describe('what is made of an error', () => {
  test.each([
    ['a code goes before a class', Object.assign(new TypeError('x'), { code: 'ECONNRESET' }), 'transient'],
    ['a code of a cause goes before a class', new TypeError('x', { cause: refused }), 'transient'],
    ['a class goes before a text', new TypeError('connection refused'), 'permanent'],
    ['a class of a cause goes before a text', withCause('timed out', new SyntaxError('x')), 'data'],
    ['a text is the last resort', new Error('Connection refused by peer'), 'transient'],
    ['a text of a cause, too', withCause('oops', new Error('no space left on device')), 'system'],
    ['a name that is telling', Object.assign(new Error('x'), { name: 'ConnectTimeoutError' }), 'transient'],
    ['a class that does not name its errors', new (class InvoiceParseError extends Error {})('x'), 'data'],
    [
      'a class above one of the language',
      new (class RequestTimeoutError extends TypeError {})('x'),
      'transient',
    ],
    [
      'a class that says nothing above one of the language',
      new (class X extends TypeError {})('x'),
      'permanent',
    ],
    ['a DOMException, by its name', new DOMException('x', 'SyntaxError'), 'data'],
    ['a class for memory', new (class MemoryError extends Error {})('x'), 'system'],
    ['a class for resources', new (class ResourceError extends Error {})('x'), 'system'],
    ['a name for resources', Object.assign(new Error('x'), { name: 'ResourceExhaustedException' }), 'system'],
    [
      'a resource that is not there',
      Object.assign(new Error('x'), { name: 'ResourceNotFoundException' }),
      'unknown',
    ],
    ['a duplicate in MongoDB', Object.assign(new Error('x'), { code: 11000 }), 'data'],
    ['a duplicate in a text', new Error('E11000 duplicate key error collection: x'), 'data'],
    [
      'a status as AWS has it',
      Object.assign(new Error('x'), { name: 'InternalFailure', $metadata: { httpStatusCode: 500 } }),
      'transient',
    ],
    ['a code of a family in a text', new Error('SQLITE_CONSTRAINT_UNIQUE: orders.id'), 'data'],
    ['a code of OpenSSL in a text', new Error('write ERR_SSL_WRONG_VERSION_NUMBER'), 'permanent'],
    ['five characters in a text', new Error('order 23505 of 08ABC and 53100'), 'unknown'],
    ['the errors of an aggregate', new AggregateError([new Error('x'), refused]), 'transient'],
    ['a cause three levels down', withCause('a', withCause('b', withCause('c', refused))), 'transient'],
    ['the status of a response', Object.assign(new Error('x'), { response: { status: 503 } }), 'transient'],
    ['an SQLSTATE', Object.assign(new Error('x'), { code: '23505' }), 'data'],
    ['an object that is no error', { code: 'ENOSPC' }, 'system'],
    ['a text that was thrown', 'request timed out', 'transient'],
    ['a code in a text', new Error('connect ECONNREFUSED 127.0.0.1:5432'), 'transient'],
    ['a code in a text goes before its words', new Error('ENOSPC: connection lost'), 'system'],
    ['no code but a word in capitals', new Error('EVERYTHING IS INVALID'), 'data'],
    [
      'a word for data goes before the thing it is about',
      new Error('validation failed: network is required'),
      'data',
    ],
    ['so does one for parsing', new Error('cannot parse socket path'), 'data'],
    ['a thing alone', new Error('no network'), 'transient'],
    ['resources', new Error('insufficient resources'), 'system'],
    ['memory', new Error('cannot reserve memory'), 'system'],
    ['a format', new Error('unknown image format'), 'data'],
    ['a resolver that fails', Object.assign(new Error('x'), { code: 'EAI_FAIL' }), 'transient'],
    [
      'no server to choose',
      Object.assign(new Error('x'), { name: 'MongoServerSelectionError' }),
      'transient',
    ],
    ['being throttled', Object.assign(new Error('x'), { name: 'ThrottlingException' }), 'transient'],
    ['nothing that is known', new Error('the moon is full'), 'unknown'],
    ['nothing at all', undefined, 'unknown'],
    ['a number', 42, 'unknown'],
  ])('%s', (_, error, category) => {
    expect(desk.capture(error).category).toBe(category);
  });

  test.each([
    [new (class RequestTimeoutError extends TypeError {})('x'), 'RequestTimeoutError'],
    [new (class extends RangeError {})('x'), 'RangeError'],
    [Object.assign(new TypeError('x'), { name: 'Own' }), 'Own'],
    [Object.assign(new (class X extends TypeError {})('x'), { name: 'TypeError' }), 'TypeError'],
    [new DOMException('x', 'AbortError'), 'AbortError'],
    [new DOMException('x'), 'DOMException'],
    [new TypeError('x'), 'TypeError'],
  ])('%o goes by the name %s', (error, name) => {
    expect(desk.capture(error).name).toBe(name);
  });

  test('a cause that leads back to itself ends', () => {
    const [a, b] = [new Error('a'), new Error('b')];
    a.cause = b;
    b.cause = a;
    expect(desk.capture(a)).toMatchObject({ category: 'unknown', causes: [{ name: 'Error', message: 'b' }] });
  });

  test('of very many causes only some are looked at', () => {
    let error: unknown = refused;
    for (let depth = 0; depth < 100; depth++) error = withCause(`level ${depth}`, error);
    const captured = desk.capture(error);
    expect(captured.category).toBe('unknown');
    expect(captured.causes.map(({ message }) => message)).toEqual([
      'level 98',
      'level 97',
      'level 96',
      'level 95',
      'level 94',
    ]);
  });

  test('severity follows from the category', () => {
    const severities = ERROR_CATEGORIES.map((category) => [
      category,
      desk.capture(new Error('x'), { category }).severity,
    ]);
    expect(Object.fromEntries(severities)).toEqual({
      transient: 'warning',
      data: 'warning',
      execution: 'error',
      system: 'error',
      permanent: 'error',
      cancelled: 'info',
      unknown: 'error',
    });
  });
});

describe('rules of the program', () => {
  test('go before what Tocsin knows, in their order, and what was said goes before both', () => {
    const { desk } = testDesk({
      rules: [
        (error) => (error === 'quota' ? { category: 'transient' } : undefined),
        (_, { component }) => (component === 'ledger' ? { severity: 'critical' } : undefined),
        () => ({ category: 'execution', severity: 'debug' }),
      ],
    });
    const seen = (error: unknown, about?: Parameters<typeof desk.capture>[1]): string => {
      const { category, severity } = desk.capture(error, about);
      return `${category} ${severity}`;
    };
    expect(seen('quota')).toBe('transient warning');
    expect(seen(refused, { component: 'ledger' })).toBe('transient critical');
    expect(seen(refused)).toBe('execution debug');
    expect(seen(refused, { category: 'data' })).toBe('data debug');
    expect(seen('quota', { severity: 'info' })).toBe('transient info');
  });

  test('that throw, answer nonsense or answer later are passed over', async () => {
    const { clock, desk, logged } = testDesk({
      rules: [
        function broken() {
          throw new Error('no idea');
        },
        () => JSON.parse('{"category":"weather"}'),
        () => JSON.parse('7'),
        Object.assign(async () => Promise.reject(new Error('late')), {}) as never,
      ],
    });
    expect(desk.capture(refused).category).toBe('transient');
    await clock.advance(0);
    expect(logged).toEqual([
      'the rule broken for errors failed; it was passed over',
      'the rule without a name for errors failed; it was passed over',
    ]);
  });
});
