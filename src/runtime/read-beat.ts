import { cleanText, LONGEST_MESSAGE } from '../domain/clean-text.js';
import type { BeatInput, BeatOutcome } from '../domain/heartbeat.js';
import { TocsinError } from '../domain/tocsin-error.js';

/** Word from a job, checked. */
export interface ReadBeat {
  readonly outcome: BeatOutcome;
  /** Fit to be shown. */
  readonly message?: string;
  readonly at?: number;
}

const OUTCOMES: readonly BeatOutcome[] = ['start', 'success', 'fail'];

/** @throws {@link TocsinError} `ERR_INVALID_BEAT` for what is none */
export function readBeat(input: BeatInput = {}): ReadBeat {
  if (typeof input !== 'object' || input === null)
    throw invalid(`expected { outcome, message, at }, found ${input}`);
  const { outcome = 'success', message = '', at } = input;
  if (!OUTCOMES.includes(outcome)) {
    throw invalid(`outcome: expected one of ${OUTCOMES.join(', ')}, found ${JSON.stringify(outcome)}`);
  }
  if (typeof message !== 'string') throw invalid(`message: expected a text, found a ${typeof message}`);
  if (at !== undefined && !(Number.isFinite(at) && at >= 0)) {
    throw invalid(`at: expected epoch milliseconds, found ${JSON.stringify(at)}`);
  }
  const text = cleanText(message, LONGEST_MESSAGE).trim();
  return { outcome, ...(text === '' ? {} : { message: text }), ...(at === undefined ? {} : { at }) };
}

function invalid(message: string): TocsinError {
  return new TocsinError('ERR_INVALID_BEAT', message);
}
