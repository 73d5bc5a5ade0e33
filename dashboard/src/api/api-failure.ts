import type { Problem } from '../../../src/http/api/views.js';

/** A request that failed. */
export class ApiFailure extends Error {
  override readonly name = 'ApiFailure';
  /** 0 if there was no answer at all. */
  readonly status: number;
  readonly code: string;
  readonly issues: NonNullable<Problem['issues']>;

  constructor(status: number, { detail, code, issues }: Pick<Problem, 'detail' | 'code' | 'issues'>) {
    super(detail);
    this.status = status;
    this.code = code;
    this.issues = issues ?? [];
  }
}

/** What went wrong, for people, to follow a colon. */
export function failureText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What went wrong, as a sentence of its own. */
export function failureSentence(error: unknown): string {
  const text = failureText(error);
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
}
