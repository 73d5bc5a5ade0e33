import { test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { slackMessage } from '../../src/channels/slack-message.js';
import { sampleAlert, sampleNotification } from '../../src/testing/sample-notification.js';
import { arbitraryNotification } from '../support/arbitrary-notification.js';

interface SlackText {
  readonly type: string;
  readonly text: string;
}

interface SlackBody {
  readonly text: string;
  readonly blocks: readonly {
    readonly type: string;
    readonly text?: SlackText;
    readonly fields?: readonly SlackText[];
    readonly elements?: readonly SlackText[];
  }[];
}

/** The message as Slack would read it. */
function posted(notification: Parameters<typeof slackMessage>[0]): SlackBody {
  return JSON.parse(JSON.stringify(slackMessage(notification)));
}

function allTexts({ text, blocks }: SlackBody): string[] {
  const inBlocks = blocks.flatMap((block) => [
    block.text,
    ...(block.fields ?? []),
    ...(block.elements ?? []),
  ]);
  return [text, ...inBlocks.flatMap((one) => (one === undefined ? [] : [one.text]))];
}

const ENTITY = /&(?!(amp|lt|gt);)/;

describe('slackMessage', () => {
  property.prop([arbitraryNotification], { numRuns: 100 })(
    'keeps every limit of Slack, whatever comes',
    (notification) => {
      const body = posted(notification);
      expect(body.blocks.length).toBeLessThanOrEqual(50);
      for (const { type, text, fields, elements } of body.blocks) {
        if (text !== undefined) {
          expect(text.text.length).toBeGreaterThan(0);
          expect(text.text.length).toBeLessThanOrEqual(type === 'header' ? 150 : 3_000);
        }
        expect(fields?.length ?? 1).toBeGreaterThan(0);
        expect(fields?.length ?? 0).toBeLessThanOrEqual(10);
        expect(elements?.length ?? 0).toBeLessThanOrEqual(10);
        for (const field of fields ?? []) expect(field.text.length).toBeLessThanOrEqual(2_000);
      }
    },
  );

  property.prop([arbitraryNotification], { numRuns: 100 })(
    'leaves no markup and cuts no entity',
    (notification) => {
      for (const text of allTexts(posted(notification))) {
        expect(text).not.toMatch(/[<>]/);
        expect(text).not.toMatch(ENTITY);
        expect(text).not.toMatch(/\p{Cs}/u);
      }
    },
  );

  test('escapes before it cuts: the last entity is whole and the cut is marked', () => {
    const { blocks } = posted(sampleNotification({ title: '&'.repeat(200), message: '<'.repeat(5_000) }));
    const [header, section] = blocks.map(({ text }) => text?.text ?? '');
    expect(header).toBe(`🔴 ${'&amp;'.repeat(29)}…`);
    expect(section).toBe(`${'&lt;'.repeat(749)}…`);
  });

  test('fills the header to the last character', () => {
    const fits = 'x'.repeat(147);
    const header = (title: string): string | undefined =>
      posted(sampleNotification({ title })).blocks[0]?.text?.text;
    expect(header(fits)).toBe(`🔴 ${fits}`);
    expect(header(`${fits}x`)).toBe(`🔴 ${fits.slice(1)}…`);
  });

  test('takes the meaning from mentions', () => {
    const { text } = posted(sampleNotification({ title: '<!channel> <@U1>', message: '' }));
    expect(text).toBe('🔴 &lt;!channel&gt; &lt;@U1&gt;');
  });

  test('shows ten fields of the data at most, and says in the last how many are missing', () => {
    const data = Object.fromEntries(Array.from({ length: 14 }, (_, n) => [`f${n}`, n]));
    const { blocks } = posted(sampleNotification({ alerts: [sampleAlert({ data })] }));
    const fields = blocks.map((block) => block.fields ?? []).at(3);
    expect(fields).toHaveLength(10);
    expect(fields?.at(-1)?.text).toBe('*…*\n5 more fields');
  });
});
