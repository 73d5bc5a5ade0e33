import type { OperatorFunction } from 'rxjs';
import { compareSeverity, type Severity } from '../domain/severity.js';
import { type PipelineInput, type PipelineItem, suppress } from './item.js';
import { alertStage } from './stage.js';

/**
 * Stage 1: holds back what does not matter enough.
 *
 * - An alert below `least` is suppressed with reason `severity`.
 * - Resolutions pass: whether they are told depends on whether their firing was.
 *
 * Horizon: none, it keeps no state.
 *
 * @example alerts$.pipe(minSeverity('warning'))
 */
export function minSeverity(least: Severity): OperatorFunction<PipelineInput, PipelineItem> {
  return alertStage((item) => {
    const { status, severity } = item.alert;
    return status === 'firing' && compareSeverity(severity, least) < 0 ? suppress(item, 'severity') : item;
  });
}
