// tocsin/http: a monitor over HTTP.

export type {
  AlertView,
  Change,
  ChannelView,
  DeliveryView,
  NotificationView,
  Overview,
  Problem,
  ProgramErrors,
  ServiceDetail,
  Session,
  SilenceView,
  StripBar,
  StripSpan,
  Strips,
  Summary,
} from './http/api/views.js';
export { createHandler, type Handler } from './http/create-handler.js';
export type { FastifyLike } from './http/fastify-routes.js';
export type { ServerBindings } from './http/guard/request-facts.js';
export type { HandlerOptions } from './http/handler-options.js';
export { DEFAULT_PORT, type Served, serve } from './http/serve.js';
export type { ServeOptions } from './http/serve-options.js';
