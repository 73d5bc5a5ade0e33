import { test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { discordMessage } from '../../src/channels/discord-message.js';
import { sampleAlert, sampleNotification } from '../../src/testing/sample-notification.js';
import { arbitraryNotification } from '../support/arbitrary-notification.js';

interface DiscordBody {
  readonly content?: string;
  readonly allowed_mentions: object;
  readonly embeds: readonly DiscordEmbed[];
}

interface DiscordEmbed {
  readonly title: string;
  readonly description: string;
  readonly color: number;
  readonly timestamp: string;
  readonly fields: readonly { readonly name: string; readonly value: string; readonly inline: boolean }[];
  readonly footer: { readonly text: string };
}

function posted(notification: Parameters<typeof discordMessage>[0]): DiscordBody {
  return JSON.parse(JSON.stringify(discordMessage(notification)));
}

function embed(notification: Parameters<typeof discordMessage>[0]): DiscordEmbed {
  const [first] = posted(notification).embeds;
  if (first === undefined) throw new Error('there is no embed');
  return first;
}

function textsOf({ title, description, fields, footer }: DiscordEmbed): string[] {
  return [title, description, footer.text, ...fields.flatMap(({ name, value }) => [name, value])];
}

describe('discordMessage', () => {
  property.prop([arbitraryNotification], { numRuns: 150 })(
    'keeps every limit of Discord, whatever comes',
    (notification) => {
      const { embeds } = posted(notification);
      expect(embeds).toHaveLength(1);
      for (const one of embeds) {
        expect(one.title.length).toBeLessThanOrEqual(256);
        expect(one.description.length).toBeLessThanOrEqual(4_096);
        expect(one.fields.length).toBeLessThanOrEqual(25);
        expect(one.footer.text.length).toBeLessThanOrEqual(2_048);
        for (const { name, value } of one.fields) {
          expect(name.length).toBeGreaterThan(0);
          expect(name.length).toBeLessThanOrEqual(256);
          expect(value.length).toBeGreaterThan(0);
          expect(value.length).toBeLessThanOrEqual(1_024);
        }
      }
      const sum = embeds.flatMap(textsOf).reduce((length, text) => length + text.length, 0);
      expect(sum).toBeLessThanOrEqual(6_000);
    },
  );

  property.prop([arbitraryNotification], { numRuns: 50 })(
    'mentions nobody and breaks no character',
    (notification) => {
      const body = posted(notification);
      expect(body.allowed_mentions).toEqual({ parse: [] });
      expect(body.content).toBeUndefined();
      for (const text of body.embeds.flatMap(textsOf)) expect(text).not.toMatch(/\p{Cs}/u);
    },
  );

  test('gives a long message all the room that is left', () => {
    const one = embed(sampleNotification({ message: 'x'.repeat(9_000) }));
    expect(one.description).toBe(`${'x'.repeat(4_095)}…`);
  });

  test('gives a long message less room beside much data, to the last of the 6000 characters', () => {
    const data = Object.fromEntries(Array.from({ length: 10 }, (_, n) => [`field ${n}`, 'y'.repeat(400)]));
    const one = embed(sampleNotification({ message: 'x'.repeat(9_000), alerts: [sampleAlert({ data })] }));
    expect(textsOf(one).join('')).toHaveLength(6_000);
    expect(one.description.endsWith('x…')).toBe(true);
    expect(one.fields.at(-1)).toEqual({ name: '…', value: '3 more', inline: false });
  });

  test('keeps the list of a digest below a message of any length', () => {
    const alerts = ['first', 'second'].map((message, n) => sampleAlert({ id: String(n), message }));
    const { description } = embed(
      sampleNotification({ reason: 'digest', message: 'x'.repeat(9_000), alerts }),
    );
    expect(description).toMatch(/x…\n\n.*Disk full: first\n.*Disk full: second$/);
  });

  test('escapes Markdown, and cuts no escape in two', () => {
    const { title } = embed(sampleNotification({ title: '*'.repeat(300) }));
    expect(title).toBe(`🔴 ${'\\*'.repeat(126)}…`);
  });

  test.each([
    ['debug', 0x95a5a6],
    ['info', 0x3498db],
    ['warning', 0xf1c40f],
    ['error', 0xe67e22],
    ['critical', 0xe74c3c],
  ] as const)('has a colour of its own for %s', (severity, color) => {
    expect(embed(sampleNotification({ severity })).color).toBe(color);
  });

  test('is green once the condition is over, however severe it was', () => {
    expect(embed(sampleNotification({ severity: 'critical', reason: 'resolved' })).color).toBe(0x2ecc71);
  });
});
