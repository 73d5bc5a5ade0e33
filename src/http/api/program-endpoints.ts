import { z } from 'zod';
import { ERROR_CATEGORIES } from '../../domain/captured-error.js';
import { endpoint } from './endpoint.js';
import { limit, severity } from './inputs.js';
import type { ProgramErrors } from './views.js';

const tag = 'Program';

/** What the program that Tocsin is in handed to it, and how all of it did. */
export const programEndpoints = [
  endpoint({
    method: 'get',
    path: '/errors',
    tag,
    summary: 'The errors of the program: how many, which are alike, what they set off, and the latest',
    query: z.object({
      limit,
      category: z.enum(ERROR_CATEGORIES).optional(),
      severity: severity.optional(),
      component: z.string().optional().describe('The part of the program that they come from'),
    }),
    answer: 'ProgramErrors',
    handle: ({ monitor: { errors } }, { query }): ProgramErrors => ({
      ratePerMinute: errors.ratePerMinute(),
      counts: errors.counts(),
      aggregates: errors.aggregates(),
      triggers: errors.triggers.list(),
      recent: errors.recent(query),
    }),
  }),
  endpoint({
    method: 'get',
    path: '/measures',
    tag,
    summary: 'How the operations that the program has timed did lately',
    answer: 'Measures',
    handle: ({ monitor }) => ({ measures: monitor.measures() }),
  }),
  endpoint({
    method: 'get',
    path: '/history',
    tag,
    summary: 'The last hour, minute by minute: services by status, alerts, notifications, errors',
    answer: 'SystemHistory',
    handle: ({ monitor }) => ({ points: monitor.systemHistory() }),
  }),
  endpoint({
    method: 'get',
    path: '/alert-keys',
    tag: 'Alerts',
    summary: 'The keys under which most alerts came in, most first',
    query: z.object({ limit }),
    answer: 'AlertKeys',
    handle: ({ monitor }, { query }) => ({ keys: monitor.alertKeys(query) }),
  }),
];
