import type { OperatorFunction } from 'rxjs';
import type { Clock } from '../domain/clock.js';
import { higherSeverity } from '../domain/severity.js';
import { resolvedNotification } from './compose-notification.js';
import type { ConditionsView } from './conditions.js';
import { type PipelineInput, type PipelineItem, suppress } from './item.js';
import { stage } from './stage.js';

/**
 * Stage 7: tells that a condition is over, to those who heard that it began.
 *
 * - If a firing of the condition was told, its resolution is told at once (`resolved`), whatever held it back in the
 *   meantime: a silence that began later must not leave people with an alarm that never ends.
 * - If none was told, nothing is sent: the resolution is suppressed, with reason `untold` if it has no other.
 * - Flapping holds back a resolution like a firing; the status in force is told when it ends.
 *
 * Horizon: none, conditions are folded from the journal beside the pipeline.
 */
export function resolve(
  conditions: ConditionsView,
  clock: Clock,
): OperatorFunction<PipelineInput, PipelineItem> {
  return stage((emit) => ({
    next(item) {
      if (item.type !== 'alert' || item.alert.status !== 'resolved') return emit(item);
      if (item.suppressed === 'flapping') return emit(item);
      const { alert, owed } = item;
      const incident = conditions.firing(alert.key);
      if (incident?.told !== true) return emit(suppress(item, 'untold'));
      emit({ type: 'alert', alert, outcome: 'notified' });
      const notification = resolvedNotification(
        {
          id: `${alert.id}-1`,
          at: clock.now(),
          groupKey: owed?.groupKey ?? incident.groupKey,
          count: owed?.count ?? 0,
          total: owed?.total ?? incident.count,
          sample: owed?.sample ?? [],
          severity: higherSeverity(incident.toldSeverity ?? alert.severity, owed?.severity ?? 'debug'),
          openedAt: incident.openedAt,
        },
        alert,
      );
      emit({ type: 'notification', notification, tells: owed?.tells ?? [] });
    },
  }));
}
