/**
 * Where Tocsin tells of itself. A pino logger satisfies it as it is; by default nothing is logged.
 * Fields come first, the sentence second. Secrets never reach a logger.
 */
export interface Logger {
  debug(fields: object, message?: string): void;
  info(fields: object, message?: string): void;
  warn(fields: object, message?: string): void;
  error(fields: object, message?: string): void;
}

const ignore = (): void => {};

/** The default logger: says nothing. */
export const silentLogger: Logger = { debug: ignore, info: ignore, warn: ignore, error: ignore };
