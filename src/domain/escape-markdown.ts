import type { EscapeCharacter } from './clean-text.js';

const ALWAYS = new Set('\\`*~|[]<');
const AT_LINE_START = new Set('#>-+=');
const WORD = /[\p{L}\p{N}]/u;

/** Takes the meaning from what Markdown would read as markup; `snake_case` and `a > b` stay as they are. */
export const escapeMarkdown: EscapeCharacter = (character, index, text) => {
  if (ALWAYS.has(character)) return `\\${character}`;
  if (character === '_') return isWithinWord(text, index) ? character : '\\_';
  const startsLine = index === 0 || text[index - 1] === '\n';
  return startsLine && AT_LINE_START.has(character) ? `\\${character}` : character;
};

function isWithinWord(text: string, index: number): boolean {
  return WORD.test(text[index - 1] ?? '') && WORD.test(text[index + 1] ?? '');
}
