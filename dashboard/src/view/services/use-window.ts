import { type Signal, useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { lineRange } from '../../state/window-range.js';

export interface WindowMeasures {
  /** The height of a line in CSS pixels; 0 until it is measured. */
  readonly lineHeight: number;
  readonly lanes: number;
  /** The lines to draw. */
  readonly first: number;
  readonly end: number;
}

/**
 * Follows which lines of a list are seen while the page scrolls. The style of the list says how high a line is and how
 * many lanes there are: `probe` is an element that is as high as one line, and `--lanes` holds on it.
 */
export function useWindow(
  list: RefObject<HTMLElement | null>,
  probe: RefObject<HTMLElement | null>,
  linesOf: (lanes: number) => number,
): Signal<WindowMeasures> {
  const measures = useSignal<WindowMeasures>({ lineHeight: 0, lanes: 1, first: 0, end: 0 });
  const lines = useRef(linesOf);
  lines.current = linesOf;

  const measure = (): void => {
    if (list.current === null || probe.current === null) return;
    const lineHeight = probe.current.getBoundingClientRect().height;
    const lanes = Math.max(
      1,
      Number.parseInt(getComputedStyle(probe.current).getPropertyValue('--lanes'), 10) || 1,
    );
    const scrolled = -list.current.getBoundingClientRect().top;
    const { first, end } = lineRange({ scrolled, height: innerHeight, lineHeight }, lines.current(lanes));
    const known = measures.peek();
    if (
      known.first !== first ||
      known.end !== end ||
      known.lanes !== lanes ||
      known.lineHeight !== lineHeight
    ) {
      measures.value = { lineHeight, lanes, first, end };
    }
  };

  // After each drawing, for the list itself may have changed.
  useLayoutEffect(measure);
  useLayoutEffect(() => {
    let scheduled = false;
    const schedule = (): void => {
      if (scheduled) return;
      scheduled = true;
      requestAnimationFrame(() => {
        scheduled = false;
        measure();
      });
    };
    addEventListener('scroll', schedule, { passive: true });
    addEventListener('resize', schedule);
    const observer = new ResizeObserver(schedule);
    if (probe.current !== null) observer.observe(probe.current);
    return () => {
      removeEventListener('scroll', schedule);
      removeEventListener('resize', schedule);
      observer.disconnect();
    };
  }, []);
  return measures;
}
