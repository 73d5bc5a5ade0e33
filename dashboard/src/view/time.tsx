import type { JSX } from 'preact';
import { now } from '../browser/clock.js';
import {
  ageText,
  agoText,
  clockText,
  momentText,
  shortMomentText,
  stopwatchText,
} from '../text/time-text.js';

interface TimeProps {
  readonly at: number;
}

/** How long something has lasted, kept up to date. */
export function Age({ at }: TimeProps): JSX.Element {
  return <Time at={at}>{ageText(now.value - at)}</Time>;
}

/** How long ago something was, kept up to date. */
export function Ago({ at }: TimeProps): JSX.Element {
  return <Time at={at}>{agoText(now.value - at)}</Time>;
}

/** How long something has lasted, ticking each second, or did last until `until`. */
export function Stopwatch({ at, until }: TimeProps & { until?: number | undefined }): JSX.Element {
  return <Time at={at}>{stopwatchText((until ?? now.value) - at)}</Time>;
}

/** The time of day. */
export function Clock({ at }: TimeProps): JSX.Element {
  return <Time at={at}>{clockText(at)}</Time>;
}

/** The time of day, with the day if that is another one. */
export function ShortMoment({ at }: TimeProps): JSX.Element {
  return <Time at={at}>{shortMomentText(at, now.value)}</Time>;
}

/** Any words for a moment, which a tooltip tells in full. */
export function Time({ at, children }: TimeProps & { children: string }): JSX.Element {
  return (
    <time dateTime={new Date(at).toISOString()} title={momentText(at)}>
      {children}
    </time>
  );
}
