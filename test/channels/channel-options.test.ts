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
    ['consoleChannel', consoleChannel, {}, 'colour', 'did you mean color?'],
    ['consoleChannel', consoleChannel, {}, 'secrets', 'the options are stream, color, json'],
    ['slackChannel', slackChannel, { webhookUrl }, 'secrets', 'the options are webhookUrl'],
    ['discordChannel', discordChannel, { webhookUrl }, 'thread', 'did you mean threadId?'],
    ['webhookChannel', webhookChannel, { url: webhookUrl }, 'secrets', 'did you mean secret?'],
    ['emailChannel', emailChannel, mail, 'hostname', 'the options are host, port, from, to, auth, tls'],
  ])('refuses an option that it does not know: %s(%#)', (name, make, good, option, remedy) => {
    expect(configIssues(() => call(make, good))).toEqual([]);
    const issues = configIssues(() => call(make, { ...good, [option]: 'whsec_hidden' }));
    expect(issues).toEqual([{ path: `${name}.${option}`, message: `there is no such option; ${remedy}` }]);
    expect(JSON.stringify(issues)).not.toContain('hidden');
  });

  test.each([
    ['consoleChannel.color', consoleChannel, { color: 'red' }],
    ['consoleChannel.json', consoleChannel, { json: 1 }],
    ['consoleChannel.stream', consoleChannel, { stream: 'stderr' }],
    ['slackChannel.webhookUrl', slackChannel, { webhookUrl: '' }],
    ['discordChannel.webhookUrl', discordChannel, { webhookUrl: 'ftp://a' }],
    ['discordChannel.threadId', discordChannel, { webhookUrl, threadId: 5 }],
    ['webhookChannel.url', webhookChannel, { url: 5 }],
    ['webhookChannel.headers', webhookChannel, { url: webhookUrl, headers: 'authorization: x' }],
    ['webhookChannel.refusePrivateAddresses', webhookChannel, { url: webhookUrl, refusePrivateAddresses: 1 }],
    ['emailChannel.auth.user', emailChannel, { ...mail, auth: { user: '', pass: 'p' } }],
    ['emailChannel.auth.password', emailChannel, { ...mail, auth: { user: 'u', pass: 'p', password: 'p' } }],
    ['emailChannel.to.1', emailChannel, { ...mail, to: ['a@example.org', 'b'] }],
  ])('names itself in the path of what is wrong: %s', (path, make, options) => {
    expect(configIssues(() => call(make, options)).map((issue) => issue.path)).toEqual([path]);
  });

  test.each([
    ['slackChannel', slackChannel, webhookUrl, 'a text'],
    ['discordChannel', discordChannel, [webhookUrl], 'a list'],
    ['webhookChannel', webhookChannel, null, 'null'],
  ])('shows nothing of what is given in the place of options: %s', (name, make, given, found) => {
    const issues = configIssues(() => call(make, given));
    expect(issues).toEqual([
      { path: name, message: expect.stringMatching(`^${found} is not a set of options; the options are `) },
    ]);
  });

  test.each([
    ['slackChannel', slackChannel, 'webhookUrl'],
    ['discordChannel', discordChannel, 'webhookUrl, threadId'],
    ['webhookChannel', webhookChannel, 'url, secret, headers, refusePrivateAddresses'],
    ['emailChannel', emailChannel, 'host, port, from, to, auth, tls'],
  ])('says which options there are when it is given none: %s', (name, make, options) => {
    const message = `the options are missing; they are ${options}`;
    expect(configIssues(() => call(make))).toEqual([{ path: name, message }]);
  });
});
