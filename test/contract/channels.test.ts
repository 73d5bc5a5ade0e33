import { describe, test } from 'vitest';
import { channelContract } from '../../src/testing/channel-contract.js';
import {
  consoleHarness,
  discordHarness,
  emailHarness,
  pagerHarness,
  slackHarness,
  webhookHarness,
} from '../support/channel-harnesses.js';

const HTTP_MOODS = ['failing', 'refusing', 'silent', 'rateLimited'] as const;

const CHANNELS = {
  consoleChannel: { create: consoleHarness, moods: ['failing', 'silent'] },
  discordChannel: { create: discordHarness, moods: HTTP_MOODS },
  emailChannel: { create: emailHarness, moods: ['failing', 'refusing', 'silent'] },
  slackChannel: { create: slackHarness, moods: HTTP_MOODS },
  'a channel of one’s own': { create: pagerHarness, moods: ['failing', 'refusing', 'silent'] },
  webhookChannel: { create: webhookHarness, moods: HTTP_MOODS },
} as const;

describe.each(Object.entries(CHANNELS))('%s keeps the contract of channels:', (_name, options) => {
  for (const { name, run } of channelContract(options)) test(name, run);
});
