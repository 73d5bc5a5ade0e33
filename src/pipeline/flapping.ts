import type { OperatorFunction } from 'rxjs';
import type { Alert } from '../domain/alert.js';
import { type PipelineInput, type PipelineItem, suppress } from './item.js';
import { alertStage } from './stage.js';

/** The services that flap, as far as the stage needs them. */
export interface FlappingView {
  /** Whether the alert tells the status of a service that changes its mind too often. */
  isFlapping(alert: Alert): boolean;
}

/**
 * Stage 4: does not follow a service's every change of mind.
 *
 * - A status alert of a flapping service, firing or resolved, is suppressed with reason `flapping`.
 *
 * Horizon: none, flapping is folded from the checks beside the pipeline.
 */
export function flapping(services: FlappingView): OperatorFunction<PipelineInput, PipelineItem> {
  return alertStage((item) => (services.isFlapping(item.alert) ? suppress(item, 'flapping') : item));
}
