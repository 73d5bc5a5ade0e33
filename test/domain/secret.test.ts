import { format, inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { hostOf, Secret } from '../../src/domain/secret.js';

describe('Secret', () => {
  const secret = new Secret('hunter2');

  test('gives its text away when asked to', () => {
    expect(secret.reveal()).toBe('hunter2');
  });

  test.each([
    ['a template', `${secret}`],
    ['a sum', `is ${String(secret)}`],
    ['JSON', JSON.stringify({ secret })],
    ['util.inspect', inspect({ secret }, { depth: 10, showHidden: true })],
    ['util.format', format('%s %o %j', secret, secret, secret)],
    ['its properties', JSON.stringify(Object.getOwnPropertyDescriptors(secret))],
    ['a spread', JSON.stringify({ ...secret })],
    ['an error about it', String(new Error(`bad ${secret}`, { cause: secret }))],
  ])('is not seen in %s', (_where, text) => {
    expect(text).not.toContain('hunter2');
  });

  test('says that it was redacted', () => {
    expect(`${secret}`).toBe('[redacted]');
    expect(inspect(secret)).toBe('[redacted]');
  });
});

describe('hostOf', () => {
  test.each([
    ['https://hooks.slack.com/services/T0/B0/XX?a=b#c', 'hooks.slack.com'],
    ['http://user:pass@127.0.0.1:8080/x', '127.0.0.1:8080'],
    ['https://[::1]:8443/', '[::1]:8443'],
    ['https://example.org:443/', 'example.org'],
    ['no url at all', '[redacted]'],
    ['mailto:a@b.c', '[redacted]'],
    ['', '[redacted]'],
  ])('tells of %s only %s', (url, host) => {
    expect(hostOf(url)).toBe(host);
  });
});
