import type { Check, CheckContext, CheckResult } from '../domain/check.js';
import { type OptionIssues, show } from '../domain/option-issues.js';
import { TocsinError } from '../domain/tocsin-error.js';
import { answerOf } from './check-answer.js';
import { clockOf } from './clock-of.js';
import { closeCheck } from './closable-check.js';
import { exactDuration } from './exact-duration.js';

/** Checks by name, or in a list, where each goes by the name of its function or its place. */
export type CheckParts = Readonly<Record<string, Check>> | readonly Check[];

/** A check that is part of another. */
export interface CheckPart {
  readonly name: string;
  readonly check: Check;
}

const MOST_PARTS = 100;

/** The parts of a combination, each with a name of its own. What cannot be one is noted. */
export function readParts(parts: CheckParts, issues: OptionIssues): CheckPart[] {
  if (typeof parts !== 'object' || parts === null) {
    issues.add('checks', `${show(parts)} is neither checks by name nor a list of checks`);
    return [];
  }
  const entries = Object.entries(parts);
  if (entries.length === 0) issues.add('checks', 'is empty; name one check at least');
  if (entries.length > MOST_PARTS) issues.add('checks', `has more than ${MOST_PARTS} checks`);
  for (const [name, check] of entries) refuseNoPart(check, `checks.${name}`, issues);
  if (issues.any || !Array.isArray(parts)) return entries.map(([name, check]) => ({ name, check }));
  const taken = new Set<string>();
  return entries.map(([index, check]) => {
    const place = `${Number(index) + 1}`;
    const own = check.name === '' ? place : check.name;
    const name = taken.has(own) ? `${own} ${place}` : own;
    taken.add(name);
    return { name, check };
  });
}

/** Notes what cannot be part of another check. */
export function refuseNoPart(check: unknown, path: string, issues: OptionIssues): void {
  if (typeof check !== 'function') {
    issues.add(
      path,
      `${show(check)} is not a check; use one such as tcpCheck({ … }) or a function of your own`,
    );
  } else if ('heartbeat' in check) {
    issues.add(path, 'a heartbeat cannot be part of another check; give it a service of its own');
  }
}

export function closeParts(parts: readonly CheckPart[]): void {
  for (const { check } of parts) closeCheck(check);
}

/** How a part is run. */
export interface PartRun {
  readonly context: CheckContext;
  /** Gives the part up. */
  readonly signal: AbortSignal;
  /** How long it may take, in milliseconds; `undefined`: as long as the whole. */
  readonly timeoutMs: number | undefined;
}

/**
 * Runs a part once, within a time of its own. A part that does not end when it is told to is not waited for.
 *
 * @throws (rejects with) the reason of the signal once that is aborted, and nothing else
 */
export function runPart(check: Check, { context, signal, timeoutMs }: PartRun): Promise<CheckResult> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const controller = new AbortController();
    const clock = timeoutMs === undefined ? undefined : clockOf(context, 'a timeout of a part');
    const timer = clock?.setTimeout(() => timeOut(), timeoutMs ?? 0);
    const end = (): void => {
      clock?.clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    };
    const abort = (): void => {
      end();
      controller.abort(signal.reason);
      reject(signal.reason);
    };
    const timeOut = (): void => {
      end();
      const message = `timed out after ${exactDuration(timeoutMs ?? 0)}`;
      controller.abort(new TocsinError('ERR_CHECK_TIMEOUT', message));
      resolve({ outcome: 'fail', message });
    };
    signal.addEventListener('abort', abort, { once: true });
    void answerOf(check, { ...context, signal: controller.signal }).then((result) => {
      end();
      resolve(result);
    });
  });
}

/** What a part found, in a few words with its name. */
export function describePart(name: string, { outcome, message }: CheckResult): string {
  return `${name}: ${message ?? WORDS[outcome]}`;
}

const WORDS = { pass: 'passed', warn: 'impaired', fail: 'failed' } as const;
