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

/** What went wrong, for people. */
export function failureText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
