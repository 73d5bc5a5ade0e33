import type { AlertInput } from '../domain/alert.js';
import type { CapturedError } from '../domain/captured-error.js';
import { formatDuration } from '../domain/duration.js';
import { errorLine } from '../domain/error-facts.js';
import type { FireAbout, TriggerFiring, TriggerState } from '../domain/error-trigger.js';

/** Of a sample's frames so many go into an alert. */
const FRAMES = 5;
/** So many causes are told in a line. */
const TOLD_CAUSES = 2;

/** What a trigger that fires is to say. */
export interface FiringFacts {
  readonly trigger: TriggerState;
  readonly at: number;
  readonly subject: string;
  readonly count: number;
  readonly suppressed: number;
  /** The latest last; none if it was fired by hand. */
  readonly errors: readonly CapturedError[];
  readonly about?: FireAbout;
}

/** Puts what fired into words. */
export function composeFiring(facts: FiringFacts): TriggerFiring {
  const { trigger, at, subject, count, suppressed, errors } = facts;
  const { name, severity } = trigger;
  return { trigger: name, at, subject, severity, count, suppressed, errors, ...wordsOf(facts) };
}

/** The alert of a trigger that fired. */
export function firingAlert(firing: TriggerFiring, windowMs: number, extra: object = {}): AlertInput {
  const { trigger, subject, severity, count, suppressed, errors, title, message } = firing;
  const latest = errors.at(-1);
  const component = shared(errors, 'component');
  return {
    title,
    message,
    severity,
    category: 'error',
    key: subject === '' ? trigger : `${trigger}:${subject}`,
    ...(component === undefined ? {} : { labels: { component } }),
    // The first fields are what channels show.
    data: {
      ...extra,
      ...(latest === undefined ? {} : about(latest)),
      count,
      window: formatDuration(windowMs),
      suppressed,
      trigger,
      subject,
      ...(errors.length === 0 ? {} : { samples: errors.map(sampleOf) }),
    },
  };
}

function about(error: CapturedError): object {
  const { category, component, operation } = error;
  return { error: lineOf(error), category, component, operation };
}

function sampleOf({ at, name, message, code, context, causes, stack }: CapturedError): object {
  return { at, name, message, code, context, causes, stack: stack?.slice(0, FRAMES) };
}

function wordsOf({ trigger, subject, count, errors, about }: FiringFacts): {
  title: string;
  message: string;
} {
  const latest = errors.at(-1);
  if (latest === undefined) {
    const { title, message } = about ?? {};
    return {
      title: typeof title === 'string' && title !== '' ? title : `Trigger: ${trigger.name}`,
      message: typeof message === 'string' ? message : '',
    };
  }
  const place = [shared(errors, 'component'), shared(errors, 'operation')]
    .filter((part) => part !== undefined)
    .join(' ');
  const what = place || latest.name;
  const line = lineOf(latest);
  const many = `${count} ${count === 1 ? 'error' : 'errors'} in ${formatDuration(trigger.windowMs)}, the latest: ${line}`;
  switch (trigger.kind) {
    case 'critical':
      return { title: `Critical error: ${what}`, message: count === 1 ? line : many };
    case 'spike':
      return { title: `Error spike: ${what}`, message: many };
    case 'degraded':
      return { title: `Errors of a service that is not well: ${subject}`, message: many };
    default:
      return { title: `Trigger ${trigger.name}: ${what}`, message: many };
  }
}

/** What all of them say; nothing if they differ. */
function shared(errors: readonly CapturedError[], key: 'component' | 'operation'): string | undefined {
  const [first, ...rest] = errors;
  return rest.every((error) => error[key] === first?.[key]) ? first?.[key] : undefined;
}

/** An error in one line, with what led to it where that says more. */
function lineOf({ causes, ...error }: CapturedError): string {
  const [own = '', ...more] = [error, ...causes.slice(0, TOLD_CAUSES)].map(errorLine);
  return more.reduce((line, cause) => (line.includes(cause) ? line : `${line}: ${cause}`), own);
}
