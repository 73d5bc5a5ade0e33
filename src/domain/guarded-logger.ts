import { type Logger, silentLogger } from './logger.js';

const GUARDED = new WeakSet<Logger>([silentLogger]);

/**
 * A logger that cannot harm whoever logs: what it throws, or rejects with, is dropped. The methods are called on the
 * logger that was given, so one that needs its `this`, such as pino's, works.
 */
export function guardedLogger(logger: Logger): Logger {
  if (GUARDED.has(logger)) return logger;
  const say = (level: keyof Logger, fields: object, message: string | undefined): void => {
    try {
      const said: unknown = message === undefined ? logger[level](fields) : logger[level](fields, message);
      if (said instanceof Promise) said.catch(() => {});
    } catch {
      // Nobody is left to be told.
    }
  };
  const guarded: Logger = {
    debug: (fields, message) => say('debug', fields, message),
    info: (fields, message) => say('info', fields, message),
    warn: (fields, message) => say('warn', fields, message),
    error: (fields, message) => say('error', fields, message),
  };
  GUARDED.add(guarded);
  return guarded;
}
