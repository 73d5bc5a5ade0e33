import { describe, expect, test } from 'vitest';
import { hostOfAddress, parseMailbox } from '../../src/channels/mailbox.js';

describe('parseMailbox', () => {
  test.each([
    ['ops@example.org', { name: '', address: 'ops@example.org' }],
    [' ops+night@mail.example.org ', { name: '', address: 'ops+night@mail.example.org' }],
    ['<ops@example.org>', { name: '', address: 'ops@example.org' }],
    ['On Call <ops@example.org>', { name: 'On Call', address: 'ops@example.org' }],
    ['"Call, On" <ops@example.org>', { name: 'Call, On', address: 'ops@example.org' }],
    ['Größe <größe@müller.example>', { name: 'Größe', address: 'größe@müller.example' }],
    ['root@localhost', { name: '', address: 'root@localhost' }],
  ])('reads %s', (text, expected) => {
    expect(parseMailbox(text)).toEqual(expected);
  });

  test.each([
    '',
    'ops',
    '@example.org',
    'ops@',
    'ops@example.org, other@example.org',
    'ops@example.org\r\nBcc: victim@example.org',
    'Name\n <ops@example.org>',
    'Name <ops@example.org> <other@example.org>',
    'a b@example.org',
    'ops@exam>ple.org',
  ])('refuses %j', (text) => {
    expect(parseMailbox(text)).toBeUndefined();
  });
});

test('hostOfAddress is what stands behind the last @', () => {
  expect(hostOfAddress('a@b.example')).toBe('b.example');
});
