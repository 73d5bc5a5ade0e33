// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the syntax under test

import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { interpolate } from '../../src/config/interpolate.js';

const environment = { HOST: 'example.com', PORT: '2525', EMPTY: '', ON: 'true', NESTED: '${HOST}' };
const fill = (value: unknown): unknown => interpolate(value, environment).value;

describe('interpolate', () => {
  it.each([
    ['a variable', '${HOST}', 'example.com'],
    ['a variable inside a text', 'https://${HOST}:${PORT}/', 'https://example.com:2525/'],
    ['a default where the variable is not set', '${NOPE:-localhost}', 'localhost'],
    ['a default where the variable is empty', '${EMPTY:-localhost}', 'localhost'],
    ['an empty default', 'a${NOPE:-}b', 'ab'],
    ['a default with a colon and a dash', '${NOPE:-http://x:-1/}', 'http://x:-1/'],
    ['the variable before its default', '${HOST:-localhost}', 'example.com'],
    ['an empty variable', '${EMPTY}', ''],
    ['a plain ${ where it is escaped', 'a $${HOST} b', 'a ${HOST} b'],
    ['a dollar sign alone', '5 $ and $5 and $HOST', '5 $ and $5 and $HOST'],
    ['no variable inside a variable', '${NESTED}', '${HOST}'],
  ])('puts in %s', (_, text, filled) => {
    expect(fill(text)).toBe(filled);
  });

  it('reaches every text, however deep, and no name', () => {
    expect(fill({ '${HOST}': [{ a: '${HOST}', b: 1, c: null }] })).toEqual({
      '${HOST}': [{ a: 'example.com', b: 1, c: null }],
    });
  });

  it('says which variable is not set, and where', () => {
    expect(interpolate({ channels: { ops: { to: ['${NOPE}'] } } }, environment).issues).toEqual([
      {
        path: 'channels.ops.to.0',
        message: 'the environment variable NOPE is not set; set it, or write ${NOPE:-default}',
      },
    ]);
  });

  it.each(['${}', '${HOST', '${1X}', '${HOST-x}', '${A B}', '${A:-${B}}'])(
    'refuses %s without quoting the text around it',
    (placeholder) => {
      expect(interpolate({ pass: `hunter2 ${placeholder}` }, environment).issues).toEqual([
        {
          path: 'pass',
          message: 'a ${ begins no variable; write ${NAME} or ${NAME:-default}, or $${ for a plain ${',
        },
      ]);
    },
  );

  it('makes a number of a variable where a number belongs, and only there', () => {
    const api = (port: unknown) => ({ every: port, timeout: `${port}s`, labels: { port: '${PORT}' } });
    const config = { http: { port: '${PORT}', host: '${PORT}' }, services: { api: api('${PORT}') } };
    expect(fill(config)).toEqual({
      http: { port: 2525, host: '2525' },
      services: { api: { every: 2525, timeout: '2525s', labels: { port: '2525' } } },
    });
  });

  it('makes true or false of a variable where that belongs, and only there', () => {
    const ops = { type: 'email', enabled: '${ON}', tls: '${NOPE:-false}', host: '${ON}', from: 'tls ${ON}' };
    expect(fill({ channels: { ops } })).toEqual({
      channels: { ops: { type: 'email', enabled: true, tls: false, host: 'true', from: 'tls true' } },
    });
  });

  it('goes by the type that stands beside it, which may be a variable, too', () => {
    const check = (type: string) => ({ services: { a: { check: { expect: '${PORT}', type } } } });
    const filled = (type: string) => fill(check(type));
    expect(filled('http')).toEqual({ services: { a: { check: { expect: 2525, type: 'http' } } } });
    expect(filled('dns')).toEqual({ services: { a: { check: { expect: '2525', type: 'dns' } } } });
    expect(filled('${NOPE:-dns}')).toEqual(filled('dns'));
    expect(filled('${NOPE:-http}')).toEqual(filled('http'));
  });

  it('reads checks within checks, and the items of lists', () => {
    const disk = { type: 'disk', warn: '${PORT}', path: '${PORT}' };
    const retried = { type: 'withRetries', retries: '${PORT}', check: disk };
    const check = { type: 'allOf', checks: { a: { type: 'anyOf', checks: [retried] } } };
    const filled = fill({ services: { shop: { check } } });
    expect(filled).toHaveProperty('services.shop.check.checks.a.checks.0.retries', 2525);
    expect(filled).toHaveProperty('services.shop.check.checks.a.checks.0.check.warn', 2525);
    expect(filled).toHaveProperty('services.shop.check.checks.a.checks.0.check.path', '2525');
    expect(
      fill({ services: { a: { check: { type: 'http', expect: ['${PORT}', '200-299'] } } } }),
    ).toHaveProperty('services.a.check.expect', [2525, '200-299']);
  });

  it('leaves a number in a text that is no variable alone', () => {
    expect(fill({ http: { port: '25' } })).toEqual({ http: { port: '25' } });
  });

  it('remembers what came out of the environment, and not what was a default', () => {
    const { filledIn } = interpolate({ a: 'x${HOST}', b: '${NOPE:-d}', c: 'plain' }, environment);
    expect([...filledIn]).toEqual([['a', { before: 'x${HOST}', after: 'xexample.com' }]]);
  });

  it('leaves what is alive as it is: functions, channels, expressions', () => {
    const channel = { kind: '${HOST}', send: () => Promise.resolve() };
    const check = (): boolean => true;
    const config = { channels: { a: channel, b: { channel } }, services: { check }, match: /x/ };
    const filled = fill(config);
    expect(filled).toEqual(config);
    expect(filled).toHaveProperty('channels.a', channel);
    expect(Object.is(Reflect.get(Object(Reflect.get(Object(filled), 'channels')), 'a'), channel)).toBe(true);
  });

  it('comes to an end where a configuration holds itself', () => {
    const config: Record<string, unknown> = { a: '${HOST}' };
    config.self = config;
    const filled = fill(config);
    expect(filled).toMatchObject({ a: 'example.com', self: { a: 'example.com' } });
  });

  it('keeps a setting called __proto__ a setting', () => {
    const filled = fill(JSON.parse('{"__proto__": "${HOST}"}'));
    expect(JSON.stringify(filled)).toBe('{"__proto__":"example.com"}');
  });

  test.prop([fc.string()])('gives back any text once its placeholders are escaped', (text) => {
    expect(interpolate({ text: text.replaceAll('${', () => '$${') }, {})).toMatchObject({
      value: { text },
      issues: [],
    });
  });

  test.prop([fc.jsonValue()])('changes nothing without placeholders', (value) => {
    fc.pre(!JSON.stringify(value).includes('${'));
    expect(JSON.stringify(interpolate(value, {}).value)).toBe(JSON.stringify(value));
  });
});
