import { constants } from 'node:os';

/** Signals that ask a process to end. SIGHUP does so only if it means that the terminal is gone. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Why a command is to end. */
export type StopReason = (typeof SIGNALS)[number] | 'output closed';

/**
 * Resolves once a signal asks the process to stop or nobody reads its output any more. That the output cannot be
 * written for another reason, such as a full disk, is no reason to stop watching. Once it resolved, another signal
 * ends the process at once, with the exit code that shells know it by: 128 and the signal's number.
 *
 * @param onHangUp what SIGHUP means instead; left out, it ends the process like the others
 */
export function untilStopped(output: NodeJS.WritableStream, onHangUp?: () => void): Promise<StopReason> {
  return new Promise((resolve) => {
    let asked = false;
    for (const signal of SIGNALS) {
      process.on(signal, () => {
        if (signal === 'SIGHUP' && onHangUp !== undefined) return onHangUp();
        if (asked) process.exit(128 + constants.signals[signal]);
        asked = true;
        resolve(signal);
      });
    }
    output.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') resolve('output closed');
    });
  });
}
