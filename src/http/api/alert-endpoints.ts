import { z } from 'zod';
import { SEVERITIES } from '../../domain/severity.js';
import { TocsinError } from '../../domain/tocsin-error.js';
import { type AlertBook, BOOK_EVENTS } from '../stream/alert-book.js';
import { type BookWanted, readBook } from '../stream/read-book.js';
import type { ApiContext } from './api-context.js';
import { endpoint } from './endpoint.js';
import { limit, severity, time } from './inputs.js';
import type { AlertView } from './views.js';

const tag = 'Alerts';

/** How much of a span is looked at: what a filter picks from. */
const LOOKED_AT = { alerts: 10_000, notifications: 10_000 };

/** What a list of notifications is made of. */
const TOLD = BOOK_EVENTS.filter((type) => !type.startsWith('alert.'));

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

// A field that nobody knows is refused: a severity that is misspelt would make a mere info of an alert.
const alertInput = z.strictObject({
  title: z.string().describe('The first 1 000 characters are kept'),
  message: z.string().optional().describe('The first 10 000 characters are kept'),
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
    async handle(api, { query, signal }) {
      const fits = (view: AlertView): boolean => matches(view, query);
      const isEnough = (found: AlertBook): boolean => {
        const alerts = found.alerts();
        return alerts.length >= LOOKED_AT.alerts || alerts.filter(fits).length >= query.limit;
      };
      const book = await bookOf(api, { ...query, isEnough, signal });
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
    async handle(api, { query, signal }) {
      const isEnough = (found: AlertBook): boolean => found.notifications().length >= query.limit;
      const book = await bookOf(api, { ...query, isEnough, types: TOLD, signal });
      return { notifications: book.notifications().slice(-query.limit) };
    },
  }),
  endpoint({
    method: 'get',
    path: '/explain/:id',
    tag,
    summary: 'What happened to an alert or a notification, and why',
    answer: 'Explanation',
    async handle({ monitor }, { params: { id = '' }, signal }) {
      const explanation = await monitor.explain(id, { signal });
      if (explanation !== undefined) return explanation;
      throw new TocsinError(
        'ERR_UNKNOWN_ID',
        `the journal holds no alert and no notification '${id}', or holds it no more`,
      );
    },
  }),
];

/** What is known of a span; of the latest, if none is given, from memory as far as that goes. */
async function bookOf(
  api: ApiContext,
  { from, to, isEnough, types, signal }: Omit<BookWanted, 'size'>,
): Promise<AlertBook> {
  const wanted = { from, to, size: LOOKED_AT, isEnough, types, signal };
  if (from !== undefined || to !== undefined) return readBook(api, wanted);
  const latest = await api.feed.book();
  if (isEnough(latest)) return latest;
  const book = await readBook(api, wanted);
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
