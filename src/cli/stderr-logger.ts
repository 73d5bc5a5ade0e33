import type { Logger } from '../domain/logger.js';
import { redactText } from '../domain/redact.js';

/** Writes what a person should know to stderr, a line each. What becomes of deliveries is left out: `run` tells that. */
export const stderrLogger: Logger = {
  debug: () => {},
  info: () => {},
  warn: (fields, message) => write('warning', fields, message),
  error: (fields, message) => write('error', fields, message),
};

function write(level: string, fields: object, message = ''): void {
  if ('channel' in fields) return;
  const error: unknown = 'err' in fields ? fields.err : undefined;
  const reason = error instanceof Error ? `: ${redactText(error.message)}` : '';
  process.stderr.write(`tocsin ${level}: ${message}${reason}\n`);
}
