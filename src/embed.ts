// tocsin/embed: a monitor within a Node service.

export type { Closable } from './embed/closable.js';
export type { DiagnosticChannel, DiagnosticMessages } from './embed/diagnostic-messages.js';
export {
  type ExpressErrorHandler,
  type ExpressRequestLike,
  type ExpressResponseLike,
  expressErrors,
} from './embed/express-errors.js';
export {
  type FastifyAppLike,
  type FastifyMonitorOptions,
  type FastifyRequestLike,
  fastifyMonitor,
} from './embed/fastify-monitor.js';
export type { HandOverOptions } from './embed/hand-over.js';
export { type HonoContextLike, type HonoMiddleware, honoErrors } from './embed/hono-errors.js';
export type {
  Attributes,
  BatchResultLike,
  HistogramLike,
  InstrumentOptions,
  MeterLike,
  ObservableLike,
} from './embed/meter-like.js';
export { meterMonitor } from './embed/meter-monitor.js';
export { type NestContextLike, type NestInterceptor, nestErrors } from './embed/nest-errors.js';
export { type NestLifecycle, type NestLifecycleOptions, nestLifecycle } from './embed/nest-lifecycle.js';
export { type DiagnosticsOptions, publishDiagnostics } from './embed/publish-diagnostics.js';
export type { RequestErrorOptions } from './embed/request-errors.js';
export { type Running, type RunOptions, runWith, type StopReason } from './embed/run-with.js';
export { type ShutDownOptions, shutDown } from './embed/shut-down.js';
