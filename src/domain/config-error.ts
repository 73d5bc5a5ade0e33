import { TocsinError } from './tocsin-error.js';

/** One thing wrong with a configuration. */
export interface ConfigIssue {
  /** Where: property names joined by dots, such as `services.api.every`; empty for the whole. */
  readonly path: string;
  /** What is wrong, with the value found and the way out. */
  readonly message: string;
}

/** A configuration that cannot be used. All its issues are listed at once. Code `ERR_CONFIG`. */
export class ConfigError extends TocsinError {
  override readonly name: string = 'ConfigError';
  readonly issues: ConfigIssue[];

  constructor(issues: readonly ConfigIssue[], options?: { cause?: unknown }) {
    super('ERR_CONFIG', describe(issues), options);
    this.issues = [...issues];
  }
}

function describe(issues: readonly ConfigIssue[]): string {
  const lines = issues.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
  return lines.length === 1
    ? `Invalid configuration: ${lines[0]}`
    : `Invalid configuration, ${lines.length} issues:\n${lines.map((line) => `  - ${line}`).join('\n')}`;
}
