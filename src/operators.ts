// The pipeline's stages as RxJS operators, in their order. Each takes any `Observable<Alert>` or what the one before gave.

export { clockScheduler } from './pipeline/clock-scheduler.js';
export type { ConditionsView } from './pipeline/conditions.js';
export { type FlappingView, flapping } from './pipeline/flapping.js';
export { type GroupOptions, group } from './pipeline/group.js';
export type { GroupBy } from './pipeline/group-key.js';
export { type DependenciesView, inhibit } from './pipeline/inhibit.js';
export type {
  AlertItem,
  NotificationItem,
  OwedAlerts,
  PipelineInput,
  PipelineItem,
} from './pipeline/item.js';
export { minSeverity } from './pipeline/min-severity.js';
export {
  alertPipeline,
  type PausedView,
  type PipelineRules,
  type PipelineViews,
} from './pipeline/pipeline.js';
export { type RemindOptions, remind } from './pipeline/remind.js';
export { resolve } from './pipeline/resolve.js';
export { type RouteFilter, type RouteOptions, route } from './pipeline/route.js';
export { type SilencesView, silence } from './pipeline/silence.js';
export { KeptStages, type StageMemory } from './pipeline/stage-memory.js';
export { ThrottleControl, type ThrottleOptions, throttle } from './pipeline/throttle.js';
