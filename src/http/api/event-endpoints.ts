import { z } from 'zod';
import { EVENT_TYPES, type RecordedEvent } from '../../domain/events.js';
import type { ReadOptions } from '../../domain/read-options.js';
import { SSE_HEADERS } from '../stream/sse.js';
import { streamEvents } from '../stream/stream-events.js';
import { endpoint } from './endpoint.js';
import { limit, several, time } from './inputs.js';

const tag = 'Live';

/** How far back is looked when it is not said from where. */
const LATEST = 10_000;

const type = several(z.enum(EVENT_TYPES), EVENT_TYPES.length).optional();

/** A place in the journal, or what a stream gave as an id. */
const lastEventId = z
  .string()
  .optional()
  .describe('As the header Last-Event-ID, for those that cannot set it');

export const eventEndpoints = [
  endpoint({
    method: 'get',
    path: '/overview',
    tag,
    summary: 'Everything that the page shows, at one position of the journal',
    answer: 'Overview',
    handle: ({ feed }) => feed.overview(),
  }),
  endpoint({
    method: 'get',
    path: '/stream',
    tag,
    summary: 'The overview as `snapshot`, then what changes as `change`; goes on where it broke off',
    query: z.object({ lastEventId }),
    answer: 'text/event-stream',
    async handle({ feed }, { header, query, hangUp }) {
      const body = await feed.open(header('last-event-id') ?? query.lastEventId, hangUp);
      return new Response(body, { headers: SSE_HEADERS });
    },
  }),
  endpoint({
    method: 'get',
    path: '/events',
    tag,
    summary: 'Recorded events in order, from the journal',
    query: z.object({
      after: z.coerce.number().int().min(0).optional().describe('Only events after this position'),
      from: time.optional().describe('Only events at or after this time'),
      to: time.optional().describe('Only events before this time'),
      type,
      limit: limit.describe('The most to list: the first after `after` or `from`, else the latest'),
    }),
    answer: 'Events',
    async handle({ monitor }, { query: { after, from, to, type: types, limit: most }, signal }) {
      const { position } = monitor.journalStats();
      const latest = after === undefined && from === undefined;
      const begin = latest ? Math.max(0, position - LATEST) : after;
      const events: RecordedEvent[] = [];
      for await (const event of monitor.events({ after: begin, from, to, types } satisfies ReadOptions)) {
        events.push(event);
        if (latest && events.length > 2 * most) events.splice(0, events.length - most);
        if (signal.aborted || (!latest && events.length === most)) break;
      }
      return { events: events.slice(-most), position: Math.max(position, monitor.journalStats().position) };
    },
  }),
  endpoint({
    method: 'get',
    path: '/events/stream',
    tag,
    summary: 'Recorded events as they are recorded; goes on where it broke off, without loss',
    query: z.object({
      after: z.coerce.number().int().min(0).optional().describe('Begin after this position; default: now'),
      lastEventId,
      type,
    }),
    answer: 'text/event-stream',
    async handle(api, { header, query: { after, lastEventId: given, type: types }, signal }) {
      const body = await streamEvents(api, {
        after,
        types,
        lastId: header('last-event-id') ?? given,
        signal,
      });
      return new Response(body, { headers: SSE_HEADERS });
    },
  }),
];
