import { type OperatorFunction, pipe } from 'rxjs';
import type { Alert } from '../domain/alert.js';
import type { Clock } from '../domain/clock.js';
import type { Severity } from '../domain/severity.js';
import type { ConditionsView } from './conditions.js';
import { type FlappingView, flapping } from './flapping.js';
import { type GroupOptions, group } from './group.js';
import { type DependenciesView, inhibit } from './inhibit.js';
import type { PipelineInput, PipelineItem } from './item.js';
import { minSeverity } from './min-severity.js';
import { remind } from './remind.js';
import { resolve } from './resolve.js';
import { type RouteOptions, route } from './route.js';
import { type SilencesView, silence } from './silence.js';
import type { StageMemory } from './stage-memory.js';
import { type ThrottleControl, type ThrottleOptions, throttle } from './throttle.js';

/** The rules of the pipeline. */
export interface PipelineRules {
  readonly minSeverity: Severity;
  readonly throttle: ThrottleOptions | false;
  readonly group: GroupOptions | false;
  /** Milliseconds, or `false` for no reminders. */
  readonly remindEvery: number | false;
  readonly route: RouteOptions;
}

/** What is folded from the journal beside the pipeline. */
export interface PipelineViews {
  readonly silences: SilencesView;
  readonly dependencies: DependenciesView;
  readonly flapping: FlappingView;
  readonly conditions: ConditionsView;
  readonly paused: PausedView;
}

/** The services that somebody paused. */
export interface PausedView {
  isPaused(service: string): boolean;
}

/**
 * How alerts become notifications. The order is the documentation.
 *
 * @param memory where the stages keep their state, to go on from there in another life; default: nowhere
 * @param control by which throttled keys can be reset
 */
export function alertPipeline(
  rules: PipelineRules,
  views: PipelineViews,
  clock: Clock,
  memory?: StageMemory,
  control?: ThrottleControl,
): OperatorFunction<PipelineInput, PipelineItem> {
  const { silences, dependencies, flapping: flaps, conditions, paused } = views;
  const { remindEvery: every } = rules;
  const isHeldBack = (alert: Alert): boolean =>
    silences.isSilenced(alert) ||
    flaps.isFlapping(alert) ||
    (alert.service !== undefined &&
      (paused.isPaused(alert.service) || dependencies.isInhibited(alert.service)));
  return pipe(
    minSeverity(rules.minSeverity),
    silence(silences),
    inhibit(dependencies),
    flapping(flaps),
    throttle(rules.throttle, clock, memory, control),
    group(rules.group, clock, conditions, memory),
    resolve(conditions, clock),
    remind(every === false ? false : { every, isHeldBack }, conditions, clock, memory),
    route(rules.route),
  );
}
