import { ConfigError, type ConfigIssue } from '../../src/domain/config-error.js';

/** What is wrong according to the `ConfigError` that `work` throws. */
export function configIssues(work: () => unknown): readonly ConfigIssue[] {
  try {
    work();
  } catch (error) {
    if (error instanceof ConfigError) return error.issues;
    throw error;
  }
  return [];
}
