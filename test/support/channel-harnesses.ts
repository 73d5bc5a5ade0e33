import { consoleChannel } from '../../src/channels/console-channel.js';
import { discordChannel } from '../../src/channels/discord-channel.js';
import { emailChannel } from '../../src/channels/email-channel.js';
import { slackChannel } from '../../src/channels/slack-channel.js';
import { webhookChannel } from '../../src/channels/webhook-channel.js';
import type { ChannelHarness, ReceivedMessage, ReceiverMood } from '../../src/testing/channel-contract.js';
import { startMailServer } from './mail-server.js';
import { pagerChannel } from './pager-channel.js';
import { type ReceivedRequest, type ScriptedAnswer, startHttpServer } from './scripted-http-server.js';

const ANSWER_DATE = Date.UTC(2026, 2, 1, 12, 0, 0);

export async function consoleHarness(): Promise<ChannelHarness> {
  const lines: string[] = [];
  let mood: ReceiverMood['mood'] = 'accepting';
  const stream = {
    // What is written and not yet taken keeps a stream's buffer filled.
    get writableLength() {
      return mood === 'silent' ? 1 : 0;
    },
    write(text: string, done?: (error?: Error) => void) {
      if (mood === 'failing') done?.(Object.assign(new Error('write EIO'), { code: 'EIO' }));
      if (mood === 'accepting') lines.push(text);
    },
  };
  return {
    channel: consoleChannel({ stream, color: false }),
    secrets: [],
    behave: (next) => {
      mood = next.mood;
    },
    received: () => lines.map((text) => ({ text })),
    close: () => {},
  };
}

const SLACK_PATH = '/services/T000SECRET/B000SECRET/XXXXSECRETXXXX';

export function slackHarness(): Promise<ChannelHarness> {
  return httpHarness({
    create: (origin) => slackChannel({ webhookUrl: `${origin}${SLACK_PATH}` }),
    secrets: [SLACK_PATH, 'XXXXSECRETXXXX', 'T000SECRET'],
    accepted: { body: 'ok' },
    refused: { status: 403, body: 'action_prohibited XXXXSECRETXXXX' },
    read: ({ body }) => ({ text: unescapeHtml(textsOf(JSON.parse(body)).join('\n')) }),
  });
}

const DISCORD_PATH = '/api/webhooks/123456/dIsCoRdSeCrEt';

export function discordHarness(): Promise<ChannelHarness> {
  return httpHarness({
    create: (origin) => discordChannel({ webhookUrl: `${origin}${DISCORD_PATH}` }),
    secrets: [DISCORD_PATH, 'dIsCoRdSeCrEt'],
    accepted: { body: '{"id":"1"}' },
    refused: { status: 400, body: '{"message":"dIsCoRdSeCrEt"}' },
    read: ({ body }) => ({ text: textsOf(JSON.parse(body)).join('\n').replace(/\\(.)/g, '$1') }),
  });
}

const SIGNING_SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

export function webhookHarness(): Promise<ChannelHarness> {
  return httpHarness({
    create: (origin) =>
      webhookChannel({
        url: `${origin}/hook?token=t0kens3cret`,
        secret: SIGNING_SECRET,
        headers: { authorization: 'Bearer b3arers3cret' },
      }),
    secrets: ['t0kens3cret', SIGNING_SECRET, SIGNING_SECRET.slice(6), 'b3arers3cret'],
    accepted: { status: 204 },
    refused: { status: 400, body: 'no b3arers3cret' },
    read: ({ body, headers }) => ({
      text: proseOf(JSON.parse(body).data),
      idempotencyKey: String(headers['webhook-id']),
    }),
  });
}

export async function emailHarness(): Promise<ChannelHarness> {
  const server = await startMailServer({
    authMethods: ['PLAIN'],
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _session, done) =>
      password === 'hunter2-pass' && username === 'tocsin'
        ? done(null, { user: username })
        : done(Object.assign(new Error('bad hunter2-reply'), { responseCode: 535 })),
  });
  return {
    channel: emailChannel({
      host: '127.0.0.1',
      port: server.port,
      tls: false,
      auth: { user: 'tocsin', pass: 'hunter2-pass' },
      from: 'Tocsin <tocsin@example.org>',
      to: 'ops@example.org',
    }),
    secrets: ['hunter2-pass', 'hunter2-reply', Buffer.from('\0tocsin\0hunter2-pass').toString('base64')],
    behave: ({ mood }) => {
      const replies = { accepting: undefined, failing: 451, refusing: 554, silent: 'silent' } as const;
      const reply = mood === 'rateLimited' ? 451 : replies[mood];
      if (reply === undefined) delete server.faults.data;
      else server.faults.data = reply;
    },
    received: () =>
      server.mails.map(({ mail }) => ({
        text: `${mail.subject}\n${mail.text}\n${unescapeHtml(String(mail.html))}`,
        ...(mail.messageId === undefined ? {} : { idempotencyKey: mail.messageId }),
      })),
    close: () => server.close(),
  };
}

/** For a channel as its users write them. */
export function pagerHarness(): Promise<ChannelHarness> {
  return httpHarness({
    create: (origin) => pagerChannel(`${origin}/page`, 'pag3rs3cret'),
    secrets: ['pag3rs3cret'],
    accepted: {},
    refused: { status: 404, body: 'no pag3rs3cret' },
    read: ({ body, headers }) => ({ text: body, idempotencyKey: String(headers['idempotency-key']) }),
  });
}

interface HttpHarnessParts {
  readonly create: (origin: string) => ChannelHarness['channel'];
  readonly secrets: readonly string[];
  readonly accepted: ScriptedAnswer;
  readonly refused: ScriptedAnswer;
  readonly read: (request: ReceivedRequest) => ReceivedMessage;
}

async function httpHarness({
  create,
  secrets,
  accepted,
  refused,
  read,
}: HttpHarnessParts): Promise<ChannelHarness> {
  const server = await startHttpServer();
  server.answer(accepted);
  const answer = (next: ReceiverMood): ScriptedAnswer => {
    switch (next.mood) {
      case 'accepting':
        return accepted;
      case 'failing':
        return { status: 503, body: secrets.join(' ') };
      case 'refusing':
        return refused;
      case 'silent':
        return { fault: 'silent' };
      case 'rateLimited': {
        const due = new Date(ANSWER_DATE + next.seconds * 1_000).toUTCString();
        return {
          status: 429,
          headers: {
            date: new Date(ANSWER_DATE).toUTCString(),
            'retry-after': next.as === 'date' ? due : String(next.seconds),
          },
        };
      }
    }
  };
  return {
    channel: create(server.origin),
    secrets,
    behave: (next) => server.answer(answer(next)),
    received: () => server.requests.filter(({ method }) => method === 'POST').map(read),
    close: () => server.close(),
  };
}

interface Prose {
  readonly title: string;
  readonly message: string;
  readonly alerts?: readonly Prose[];
}

/** What a webhook's receiver would show to people; the data beside it is for programs. */
function proseOf({ title, message, alerts = [] }: Prose): string {
  return [title, message, ...alerts.map(proseOf)].join('\n');
}

/** All texts in a JSON value, names of properties included: what people or programs could come to see. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [name, ...textsOf(inner)]);
}

function unescapeHtml(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}
