/** All went well; for `run`, it was stopped by a signal or its output was closed. */
export const EXIT_OK = 0;

/** Something failed that should not. */
export const EXIT_FAILURE = 1;

/** The configuration or the command itself is wrong; nothing was begun. */
export const EXIT_CONFIG = 2;

/** `backtest`: under the new configuration a critical notification would be missed. */
export const EXIT_MISSED = 3;
