import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { consoleChannel } from '../../src/channels/console-channel.js';
import { discordMessage } from '../../src/channels/discord-message.js';
import { emailMessage } from '../../src/channels/email-message.js';
import { slackMessage } from '../../src/channels/slack-message.js';
import { webhookBody } from '../../src/channels/webhook-body.js';
import type { Notification } from '../../src/domain/notification.js';
import { EVERY_REASON } from '../../src/testing/contract-notifications.js';
import { sendContext } from '../support/send-context.js';

/** What each channel shows of each kind of notification; the pages link to it. */
const GOLDEN = fileURLToPath(new URL('../../docs/samples/', import.meta.url));
const DOCS = fileURLToPath(new URL('../../docs/channels.md', import.meta.url));

async function consoleLines(options: { json: boolean }): Promise<string> {
  const lines: string[] = [];
  const channel = consoleChannel({ ...options, color: false, stream: { write: (line) => lines.push(line) } });
  for (const notification of EVERY_REASON) await channel.send(notification, sendContext());
  return lines.join('');
}

function pretty(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

const RENDERED: Readonly<Record<string, (notification: Notification) => string>> = {
  'slack/*.json': (notification) => pretty(slackMessage(notification)),
  'discord/*.json': (notification) => pretty(discordMessage(notification)),
  'webhook/*.json': (notification) => pretty(JSON.parse(webhookBody(notification).toString('utf8'))),
  'email/*.txt': (notification) => {
    const { subject, text } = emailMessage(notification);
    return `Subject: ${subject}\n\n${text}`;
  },
  'email/*.html': (notification) => emailMessage(notification).html,
};

describe('what people see is what the samples of the pages show:', () => {
  test('console.txt', async () => {
    await expect(await consoleLines({ json: false })).toMatchFileSnapshot(`${GOLDEN}console.txt`);
  });

  test('console.jsonl', async () => {
    await expect(await consoleLines({ json: true })).toMatchFileSnapshot(`${GOLDEN}console.jsonl`);
  });

  for (const [pattern, render] of Object.entries(RENDERED)) {
    for (const notification of EVERY_REASON) {
      const file = pattern.replace('*', notification.reason);
      test(file, async () => {
        await expect(render(notification)).toMatchFileSnapshot(`${GOLDEN}${file}`);
      });
    }
  }
});

describe('docs/channels.md', () => {
  const docs = readFileSync(DOCS, 'utf8');
  const quoted = [...docs.matchAll(/<!-- golden: (\S+) -->\n```\w*\n(.*?)```/gs)];
  const files = [...docs.matchAll(/<!-- file: (\S+) -->\n```\w*\n(.*?)```/gs)];

  test.each(quoted.map(([, file = '', text]) => [file, text]))('quotes %s as it is', (file, text) => {
    expect(text).toBe(readFileSync(`${GOLDEN}${file}`, 'utf8'));
  });

  test.each(files.map(([, file = '', text]) => [file, text]))('quotes %s as it is', (file, text) => {
    expect(text).toBe(readFileSync(fileURLToPath(new URL(`../../${file}`, import.meta.url)), 'utf8'));
  });

  test('shows a sample of each channel', () => {
    const channels = quoted.map(([, file = '']) => file.replace(/[/.].*/, ''));
    expect([...new Set(channels)].sort()).toEqual(['console', 'discord', 'email', 'slack', 'webhook']);
  });

  test('links every sample that there is', () => {
    const missing = readdirSync(GOLDEN, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.includes('.'))
      .filter((file) => !docs.includes(`](samples/${file})`));
    expect(missing).toEqual([]);
  });
});
