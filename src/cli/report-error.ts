import { ConfigError } from '../domain/config-error.js';
import { TocsinError } from '../domain/tocsin-error.js';
import { EXIT_CONFIG, EXIT_FAILURE } from './exit-codes.js';

/** Says on stderr what went wrong and returns the exit code for it. Only what nobody foresaw comes with its stack. */
export function reportError(error: unknown): number {
  if (error instanceof ConfigError) {
    process.stderr.write(`${error.message}\n`);
    return EXIT_CONFIG;
  }
  if (error instanceof TocsinError) {
    const usage = error.code === 'ERR_USAGE';
    process.stderr.write(`${error.message}${usage ? '' : ` (${error.code})`}\n`);
    return usage ? EXIT_CONFIG : EXIT_FAILURE;
  }
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return EXIT_FAILURE;
}
