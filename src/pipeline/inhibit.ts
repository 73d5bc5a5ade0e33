import type { OperatorFunction } from 'rxjs';
import { type PipelineInput, type PipelineItem, suppress } from './item.js';
import { alertStage } from './stage.js';

/** What depends on what, as far as the stage needs it. */
export interface DependenciesView {
  /** Whether a service that this one depends on is down, so that its own trouble is no news. */
  isInhibited(service: string): boolean;
}

/**
 * Stage 3: one message for one cause.
 *
 * - An alert about a service of which a dependency is unhealthy is suppressed with reason `inhibited`.
 *
 * Horizon: none, dependencies are folded from the journal beside the pipeline.
 */
export function inhibit(dependencies: DependenciesView): OperatorFunction<PipelineInput, PipelineItem> {
  return alertStage((item) => {
    const { service } = item.alert;
    return service !== undefined && dependencies.isInhibited(service) ? suppress(item, 'inhibited') : item;
  });
}
