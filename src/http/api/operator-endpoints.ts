import { z } from 'zod';
import type { Duration } from '../../domain/duration.js';
import { type AlertMatch, matchFromJson, slowExpressions } from '../../domain/matcher.js';
import { SEVERITIES } from '../../domain/severity.js';
import { alertMatchSchema } from '../../domain/silence-schema.js';
import { TocsinError } from '../../domain/tocsin-error.js';
import { HttpProblem } from '../problem.js';
import { channelViews, silenceView } from '../stream/views-of.js';
import { endpoint } from './endpoint.js';
import { time, words } from './inputs.js';

/** Zod leaves this name out of records, and the silence would hold back more than was asked for. */
function keepLabels(match: unknown, context: z.RefinementCtx): unknown {
  const labels: unknown =
    typeof match === 'object' && match !== null ? Reflect.get(match, 'labels') : undefined;
  if (typeof labels === 'object' && labels !== null && Object.hasOwn(labels, '__proto__')) {
    context.addIssue({
      code: 'custom',
      path: ['labels', '__proto__'],
      message: 'cannot be the name of a label',
    });
  }
  return match;
}

/** What people do about trouble: take it on, hold it back, try the ways out. */
export const operatorEndpoints = [
  endpoint({
    method: 'get',
    path: '/incidents',
    tag: 'Incidents',
    summary: 'Conditions that fire, then those lately resolved; each newest first',
    answer: 'Incidents',
    handle: ({ monitor }) => ({ incidents: monitor.incidents.list() }),
  }),
  endpoint({
    method: 'get',
    path: '/incidents/:key',
    tag: 'Incidents',
    summary: 'The condition of a key',
    answer: 'Incident',
    handle({ monitor }, { params: { key = '' } }) {
      const incident = monitor.incidents.get(key);
      if (incident !== undefined) return incident;
      throw new TocsinError('ERR_UNKNOWN_INCIDENT', `there is no incident with the key '${key}'`);
    },
  }),
  endpoint({
    method: 'post',
    path: '/incidents/:key/acknowledge',
    tag: 'Incidents',
    summary: 'Take it on: its reminders stop',
    body: z.strictObject({ by: words.describe('Who takes it on'), note: words.optional() }),
    answer: 'Incident',
    handle: ({ monitor }, { params, body }) => monitor.incidents.acknowledge(params.key ?? '', body),
  }),
  endpoint({
    method: 'get',
    path: '/silences',
    tag: 'Silences',
    summary: 'Pending, active and lately ended silences, newest first',
    answer: 'Silences',
    handle: ({ monitor }) => ({ silences: monitor.silences.list().map(silenceView) }),
  }),
  endpoint({
    method: 'post',
    path: '/silences',
    tag: 'Silences',
    summary: 'Hold back what matches, for a time',
    body: z.strictObject({
      match: z.preprocess(keepLabels, alertMatchSchema),
      for: z.string().optional().describe('How long, such as 2h; or else `until`'),
      until: time.optional(),
      from: time.optional(),
      by: words.describe('Who asks for it'),
      reason: words.optional(),
    }),
    status: 201,
    answer: 'SilenceView',
    handle({ monitor }, { body: { match, for: span, ...rest } }) {
      // Whether it is a duration is for the monitor to say.
      return silenceView(
        monitor.silences.add({ ...rest, match: matchOf(match), for: span as Duration | undefined }),
      );
    },
  }),
  endpoint({
    method: 'delete',
    path: '/silences/:id',
    tag: 'Silences',
    summary: 'End a silence before its time',
    status: 204,
    handle: ({ monitor }, { params }) => monitor.silences.remove(params.id ?? ''),
  }),
  endpoint({
    method: 'get',
    path: '/channels',
    tag: 'Channels',
    summary: 'The ways out, what they accept and how they fare',
    answer: 'Channels',
    handle: ({ monitor }) => ({ channels: channelViews(monitor) }),
  }),
  endpoint({
    method: 'post',
    path: '/channels/:name/test',
    tag: 'Channels',
    summary: 'Send a test message through a channel, past its filters and its queue',
    answer: 'ChannelTest',
    async handle({ monitor, testing }, { params: { name = '' } }) {
      if (testing.has(name)) {
        throw new HttpProblem(429, 'ERR_HTTP_BUSY', `a test message is on its way through '${name}' already`);
      }
      testing.add(name);
      try {
        return await monitor.testChannel(name);
      } finally {
        testing.delete(name);
      }
    },
  }),
];

function matchOf(json: z.output<typeof alertMatchSchema>): AlertMatch {
  let match: AlertMatch;
  try {
    match = matchFromJson(json);
  } catch (error) {
    throw refusal('match', error instanceof Error ? error.message : 'an expression cannot be used');
  }
  const [slow] = slowExpressions(match);
  if (slow !== undefined) {
    throw refusal(
      `match.${slow}`,
      'this expression could take for ever; leave out back references, look-behind and look-ahead, or make it smaller',
    );
  }
  // One that is none would be left out, and the silence hold back more than was asked for.
  if (json.severity !== undefined && match.severity === undefined) {
    throw refusal(
      'match.severity',
      `${JSON.stringify(json.severity)} is no severity; use one of ${SEVERITIES.join(', ')}`,
    );
  }
  return match;
}

function refusal(path: string, message: string): HttpProblem {
  return new HttpProblem(400, 'ERR_HTTP_REQUEST', `${path}: ${message}`, [{ path, message }]);
}
