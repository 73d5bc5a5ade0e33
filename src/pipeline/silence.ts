import type { OperatorFunction } from 'rxjs';
import type { Alert } from '../domain/alert.js';
import { type PipelineInput, type PipelineItem, suppress } from './item.js';
import { alertStage } from './stage.js';

/** The silences in force, as far as the stage needs them. */
export interface SilencesView {
  /** Whether a silence in force now matches the alert. */
  isSilenced(alert: Alert): boolean;
}

/**
 * Stage 2: holds back what somebody asked not to hear.
 *
 * - An alert that a silence in force matches is suppressed with reason `silenced`.
 *
 * Horizon: none, silences are folded from the journal beside the pipeline.
 */
export function silence(silences: SilencesView): OperatorFunction<PipelineInput, PipelineItem> {
  return alertStage((item) => (silences.isSilenced(item.alert) ? suppress(item, 'silenced') : item));
}
