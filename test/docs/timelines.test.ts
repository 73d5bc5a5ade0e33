import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { play, TIMELINES } from './timelines.js';

const concepts = readFileSync(fileURLToPath(new URL('../../docs/concepts.md', import.meta.url)), 'utf8');

describe('the worked timelines of docs/concepts.md', () => {
  test.each(TIMELINES)('$name is what happens', async (timeline) => {
    const lines = await play(timeline);
    expect(lines.length).toBeGreaterThan(0);
    expect(concepts).toContain(`\`\`\`text\n${lines.join('\n')}\n\`\`\``);
  });
});
