import type { Logger } from '../domain/logger.js';

/** The same logger, but what it throws is not felt: who captures an error must not be told of another. */
export function quietLogger(logger: Logger): Logger {
  const quiet =
    (level: keyof Logger): Logger['info'] =>
    (fields, message) => {
      try {
        logger[level](fields, message);
      } catch {
        // Nobody is left to be told.
      }
    };
  return { debug: quiet('debug'), info: quiet('info'), warn: quiet('warn'), error: quiet('error') };
}
