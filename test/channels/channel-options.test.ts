import { describe, expect, test } from 'vitest';
import { consoleChannel } from '../../src/channels/console-channel.js';
import { discordChannel } from '../../src/channels/discord-channel.js';
import { emailChannel } from '../../src/channels/email-channel.js';
import { slackChannel } from '../../src/channels/slack-channel.js';
import { webhookChannel } from '../../src/channels/webhook-channel.js';
import { configIssues } from '../support/config-issues.js';

/** As a program without types calls it. */
const call = (make: unknown, ...options: readonly unknown[]): void => {
  if (typeof make !== 'function') throw new Error('not a channel');
  make(...options);
};

const webhookUrl = 'https://hooks.example/secret-path';
const mail = { host: 'smtp.example.org', from: 'a@example.org', to: 'b@example.org' };

describe('a channel', () => {
  test.each([
    ['console', consoleChannel, {}],
    ['slack', slackChannel, { webhookUrl }],
    ['discord', discordChannel, { webhookUrl }],
    ['webhook', webhookChannel, { url: webhookUrl }],
    ['email', emailChannel, mail],
  ])('refuses an option that it does not know: %s', (_kind, make, good) => {
    expect(configIssues(() => call(make, good))).toEqual([]);
    const issues = configIssues(() => call(make, { ...good, secrets: 'whsec_hidden' }));
    expect(issues).toEqual([
      { path: 'secrets', message: expect.stringContaining('there is no such option; the options are') },
    ]);
    expect(JSON.stringify(issues)).not.toContain('hidden');
  });

  test.each([
    ['slack', slackChannel, 'webhookUrl'],
    ['discord', discordChannel, 'webhookUrl, threadId'],
    ['webhook', webhookChannel, 'url, secret, headers, refusePrivateAddresses'],
    ['email', emailChannel, 'host, port, from, to, auth, tls'],
  ])('says which options there are when it is given none: %s', (_kind, make, options) => {
    const message = `expected an object with the options ${options}, and is missing`;
    expect(configIssues(() => call(make))).toEqual([{ path: '', message }]);
  });
});
