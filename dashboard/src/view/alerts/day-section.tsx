import type { ComponentChildren, JSX } from 'preact';
import { useId } from 'preact/hooks';
import { now } from '../../browser/clock.js';
import { dayText } from '../../text/time-text.js';

/** What happened on one day. */
export function DaySection({ at, children }: { at: number; children: ComponentChildren }): JSX.Element {
  const heading = useId();
  return (
    <section class="day" aria-labelledby={heading}>
      <h2 class="day-head" id={heading}>
        <DayName at={at} />
      </h2>
      {children}
    </section>
  );
}

/** A component of its own, for it follows the time: nothing else of a day is drawn anew each second. */
function DayName({ at }: { at: number }): JSX.Element {
  return <>{dayText(at, now.value)}</>;
}
