import { z } from 'zod';
import { SEVERITIES } from '../../domain/severity.js';
import { TocsinError } from '../../domain/tocsin-error.js';
import type { AlertBook } from '../stream/alert-book.js';
import { readBook, readBookFrom } from '../stream/read-book.js';
import type { ApiContext } from './api-context.js';
import { endpoint } from './endpoint.js';
import { limit, severity, time } from './inputs.js';
import type { AlertView } from './views.js';

const tag = 'Alerts';

/** How much of a span is looked at: what a filter picks from. */
const LOOKED_AT = { alerts: 10_000, notifications: 10_000 };

const span = {
  from: time.optional().describe('Only those at or after this time'),
  to: time.optional().describe('Only those before this time'),
  limit,
};

const alertFilter = z.object({
  severity: severity.optional(),
  category: z.string().optional(),
  key: z.string().optional(),
  service: z.string().optional(),
  outcome: z.enum(['notified', 'grouped', 'suppressed']).optional(),
  ...span,
});

const alertInput = z.object({
  title: z.string(),
  message: z.string().optional(),
  severity: z.enum(SEVERITIES).optional(),
  category: z.string().optional(),
  source: z.string().optional(),
  data: z.record(z.string(), z.unknown()).optional(),
  labels: z.record(z.string(), z.string()).optional(),
  key: z.string().optional(),
  kind: z.enum(['event', 'condition']).optional(),
});

export const alertEndpoints = [
  endpoint({
    method: 'get',
    path: '/alerts',
    tag,
    summary: 'Alerts and what became of each, oldest first',
    query: alertFilter,
    answer: 'Alerts',
    async handle(api, { query }) {
      const fits = (view: AlertView): boolean => matches(view, query);
      const book = await bookOf(api, query, (found) => found.alerts().filter(fits).length >= query.limit);
      return { alerts: book.alerts().filter(fits).slice(-query.limit) };
    },
  }),
  endpoint({
    method: 'post',
    path: '/alerts',
    tag,
    summary: 'Raise an alert',
    body: alertInput,
    status: 201,
    answer: 'AlertReceipt',
    handle: ({ monitor }, { body }) => monitor.alert(body),
  }),
  endpoint({
    method: 'post',
    path: '/conditions/:key/resolve',
    tag,
    summary: 'Say that a condition is over',
    answer: 'AlertReceipt',
    handle: ({ monitor }, { params }) => monitor.resolve(params.key ?? ''),
  }),
  endpoint({
    method: 'get',
    path: '/notifications',
    tag,
    summary: 'Notifications and how far each came, oldest first',
    query: z.object(span),
    answer: 'Notifications',
    async handle(api, { query }) {
      const book = await bookOf(api, query, (found) => found.notifications().length >= query.limit);
      return { notifications: book.notifications().slice(-query.limit) };
    },
  }),
  endpoint({
    method: 'get',
    path: '/explain/:id',
    tag,
    summary: 'What happened to an alert or a notification, and why',
    answer: 'Explanation',
    async handle({ monitor }, { params: { id = '' } }) {
      const explanation = await monitor.explain(id);
      if (explanation !== undefined) return explanation;
      throw new TocsinError(
        'ERR_UNKNOWN_ID',
        `the journal holds no alert and no notification '${id}', or holds it no more`,
      );
    },
  }),
];

type Span = { readonly from?: number | undefined; readonly to?: number | undefined };

/** What is known of a span; of the latest, if none is given, from memory as far as that goes. */
async function bookOf(
  { monitor, clock, feed }: ApiContext,
  { from, to }: Span,
  isEnough: (book: AlertBook) => boolean,
): Promise<AlertBook> {
  if (from !== undefined) return readBookFrom(monitor, from, to ?? clock.now() + 1, LOOKED_AT);
  if (to !== undefined) return readBook(monitor, to, LOOKED_AT, isEnough);
  const latest = await feed.book();
  if (isEnough(latest)) return latest;
  const book = await readBook(monitor, clock.now() + 1, LOOKED_AT, isEnough);
  book.adopt(latest);
  return book;
}

function matches({ alert, outcome }: AlertView, wanted: z.output<typeof alertFilter>): boolean {
  return (
    (wanted.severity ?? alert.severity) === alert.severity &&
    (wanted.category ?? alert.category) === alert.category &&
    (wanted.key ?? alert.key) === alert.key &&
    (wanted.service === undefined || wanted.service === alert.service) &&
    (wanted.outcome ?? outcome) === outcome
  );
}
