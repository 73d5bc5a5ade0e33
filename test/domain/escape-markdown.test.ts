import { describe, expect, test } from 'vitest';
import { truncate } from '../../src/domain/clean-text.js';
import { escapeMarkdown } from '../../src/domain/escape-markdown.js';

function escaped(text: string): string {
  return truncate(text, Number.POSITIVE_INFINITY, escapeMarkdown);
}

describe('escapeMarkdown', () => {
  test.each([
    ['**bold**', '\\*\\*bold\\*\\*'],
    ['[a](https://b)', '\\[a\\](https://b)'],
    ['~~gone~~ ||spoiler|| `code`', '\\~\\~gone\\~\\~ \\|\\|spoiler\\|\\| \\`code\\`'],
    ['<@123> <b>', '\\<@123> \\<b>'],
    ['back\\slash', 'back\\\\slash'],
    ['# a\n> b\n- c', '\\# a\n\\> b\n\\- c'],
    ['_a_ b_c d__', '\\_a\\_ b_c d\\_\\_'],
    ['a # b > c - d', 'a # b > c - d'],
  ])('makes of %j %j', (text, expected) => {
    expect(escaped(text)).toBe(expected);
  });
});
