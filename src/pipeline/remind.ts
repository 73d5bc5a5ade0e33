import type { OperatorFunction } from 'rxjs';
import type { Alert } from '../domain/alert.js';
import type { Clock } from '../domain/clock.js';
import { type Duration, parseDuration } from '../domain/duration.js';
import { reminderNotification } from './compose-notification.js';
import type { ConditionsView } from './conditions.js';
import { DelayLine } from './delay-line.js';
import type { PipelineInput, PipelineItem } from './item.js';
import { remindStateSchema } from './remind-state.js';
import { passAll, stage } from './stage.js';
import { recalled, type StageMemory } from './stage-memory.js';

export interface RemindOptions {
  /** How long after the last notification of a condition it is told again. */
  readonly every: Duration;
  /** Whether something holds the condition's alerts back now; its reminders then wait for their next turn. */
  readonly isHeldBack?: (alert: Alert) => boolean;
}

/** The latest thing told of a condition; an entry that is no longer the latest is void. */
interface Told {
  readonly key: string;
  readonly groupKey: string;
  readonly id: string;
  readonly nth: number;
}

/**
 * Stage 8: does not let a condition be forgotten.
 *
 * - A condition that still fires `every` after its last notification is told again (`reminder`), and so on.
 * - Acknowledged or resolved conditions are not.
 * - What is told of it at the very instant at which it is due makes it needless.
 *
 * Horizon: `every`. What it saves is what was told last of each condition, and when that is due again.
 *
 * @param options the rhythm, or `false` for no reminders
 * @param memory where that is kept; default: nowhere
 */
export function remind(
  options: RemindOptions | false,
  conditions: ConditionsView,
  clock: Clock,
  memory?: StageMemory,
): OperatorFunction<PipelineInput, PipelineItem> {
  if (options === false) return passAll();
  const { isHeldBack } = options;
  return stage((emit) => {
    const latest = new Map<string, Told>();
    const turns = new DelayLine<Told>(clock, parseDuration(options.every), remindOf, 'last');

    for (const { due, ...told } of recalled(memory, 'remind', remindStateSchema)?.turns ?? []) {
      expect(told, due);
    }
    memory?.keep('remind', () => ({
      turns: turns
        .waiting()
        .filter(({ value }) => latest.get(value.key) === value)
        .map(({ due, value }) => ({ ...value, due })),
    }));

    function expect(told: Told, due?: number): void {
      latest.set(told.key, told);
      turns.add(told, due);
    }

    function remindOf(told: Told): void {
      if (latest.get(told.key) !== told) return;
      const incident = conditions.firing(told.key);
      if (incident === undefined || incident.status !== 'firing') {
        latest.delete(told.key);
        return;
      }
      if (isHeldBack?.(incident.alert) === true) return turns.add(told);
      const { alert, count: total, openedAt, toldSeverity } = incident;
      const { key, groupKey } = told;
      const id = `${told.id}-r${told.nth + 1}`;
      const severity = toldSeverity ?? alert.severity;
      const notification = reminderNotification(
        { id, at: clock.now(), groupKey, total, severity, openedAt },
        alert,
      );
      expect({ key, groupKey, id: told.id, nth: told.nth + 1 });
      emit({ type: 'notification', notification, tells: [key] });
    }

    return {
      next(item) {
        if (item.type === 'notification') {
          const { id, groupKey } = item.notification;
          // Ids are unique, also when one notification told of several conditions.
          item.tells.forEach((key, i) => {
            expect({ key, groupKey, id: i === 0 ? id : `${id}-${i + 1}`, nth: 0 });
          });
        } else if (item.alert.status === 'resolved' && item.suppressed !== 'flapping') {
          latest.delete(item.alert.key);
        }
        emit(item);
      },
      stop() {
        turns.clear();
        latest.clear();
      },
    };
  });
}
