import { z } from 'zod';
import type { Duration } from '../../domain/duration.js';
import type { ServiceState } from '../../domain/service.js';
import { serviceHealthKey } from '../../domain/service-alerts.js';
import { TocsinError } from '../../domain/tocsin-error.js';
import type { ApiContext } from './api-context.js';
import { endpoint } from './endpoint.js';
import { several, time } from './inputs.js';
import { readStrips } from './read-strips.js';
import { type ServiceDetail, STRIP_SPANS } from './views.js';

const tag = 'Services';

/** How many services one request may ask the strips of. */
const MOST_STRIPS = 100;

export const serviceEndpoints = [
  endpoint({
    method: 'get',
    path: '/services',
    tag,
    summary: 'All services and how they are',
    answer: 'Services',
    handle: ({ monitor }) => ({ services: monitor.services() }),
  }),
  endpoint({
    method: 'get',
    path: '/services/:name',
    tag,
    summary: 'One service, how it is and how it is watched',
    answer: 'ServiceDetail',
    handle: (api, { params }) => detailOf(api, params.name ?? ''),
  }),
  endpoint({
    method: 'get',
    path: '/services/:name/history',
    tag,
    summary: 'What its checks found over time, one point a step',
    query: z.object({
      from: time,
      to: time.optional(),
      step: z.string().optional().describe('How much time one point covers, such as 5m; whole minutes'),
    }),
    answer: 'History',
    async handle({ monitor }, { params, query: { from, to, step } }) {
      // Whether it is a duration is for the monitor to say.
      const span = { from, to, step: step as Duration | undefined };
      return { points: await monitor.history(params.name ?? '', span) };
    },
  }),
  endpoint({
    method: 'get',
    path: '/services/:name/uptime',
    tag,
    summary: 'How much of the last day, week, 30 and 90 days it was up, in percent',
    answer: 'Uptime',
    handle: ({ monitor }, { params }) => monitor.uptime(params.name ?? ''),
  }),
  endpoint({
    method: 'post',
    path: '/services/:name/check',
    tag,
    summary: 'Check it now, or join the check that is under way',
    answer: 'ServiceState',
    handle: ({ monitor }, { params }) => monitor.check(params.name ?? ''),
  }),
  endpoint({
    method: 'post',
    path: '/services/:name/pause',
    tag,
    summary: 'Stop its checks and its alerts',
    answer: 'ServiceState',
    handle({ monitor }, { params: { name = '' } }) {
      monitor.pause(name);
      return stateOf(monitor.service(name), name);
    },
  }),
  endpoint({
    method: 'post',
    path: '/services/:name/resume',
    tag,
    summary: 'Take its checks up again',
    answer: 'ServiceState',
    handle({ monitor }, { params: { name = '' } }) {
      monitor.resume(name);
      return stateOf(monitor.service(name), name);
    },
  }),
  endpoint({
    method: 'get',
    path: '/strips',
    tag,
    summary: 'How several services did over a span, coarsely',
    query: z.object({
      span: z.enum(STRIP_SPANS).default('24h'),
      service: several(z.string(), MOST_STRIPS).describe('The services, each by its name'),
    }),
    answer: 'Strips',
    handle: (api, { query: { span, service } }) => readStrips(api, span, service),
  }),
];

function detailOf({ monitor }: ApiContext, name: string): ServiceDetail {
  const state = stateOf(monitor.service(name), name);
  const settings = monitor.serviceSettings(name);
  const hung = monitor.hungChecks().find(({ service }) => service === name);
  const incident = monitor.incidents.get(serviceHealthKey(name));
  return {
    state,
    ...(settings === undefined ? {} : { settings }),
    ...(hung === undefined ? {} : { hungSince: hung.since }),
    ...(incident === undefined || incident.status === 'resolved' ? {} : { incident }),
  };
}

function stateOf(state: ServiceState | undefined, name: string): ServiceState {
  if (state !== undefined) return state;
  throw new TocsinError('ERR_UNKNOWN_SERVICE', `there is no service '${name}'`);
}
