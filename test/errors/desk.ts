import { EMPTY, type Observable } from 'rxjs';
import { errorsSchema, readTrigger, resolveErrors } from '../../src/config/errors-schema.js';
import type { AlertInput } from '../../src/domain/alert.js';
import type { Logger } from '../../src/domain/logger.js';
import type { ErrorsConfig } from '../../src/domain/monitor-config.js';
import type { Status, StatusChange } from '../../src/domain/service.js';
import { ErrorDesk } from '../../src/errors/error-desk.js';
import { VirtualClock } from '../../src/testing/virtual-clock.js';

/** A desk by itself, with what it raised and logged. */
export interface TestDesk {
  readonly clock: VirtualClock;
  readonly desk: ErrorDesk;
  readonly alerts: AlertInput[];
  readonly logged: string[];
}

export interface TestDeskOptions {
  readonly raise?: (alert: AlertInput) => Promise<unknown>;
  readonly statusOf?: (service: string) => Status | undefined;
  readonly changes$?: Observable<StatusChange>;
  readonly logs?: () => void;
}

export const START = Date.UTC(2026, 0, 5);

export function testDesk(config: ErrorsConfig = {}, options: TestDeskOptions = {}): TestDesk {
  const clock = new VirtualClock(START);
  const alerts: AlertInput[] = [];
  const logged: string[] = [];
  const log = (_: object, message = ''): void => {
    logged.push(message);
    options.logs?.();
  };
  const logger: Logger = { debug: log, info: log, warn: log, error: log };
  const desk = new ErrorDesk({
    clock,
    logger,
    newId: () => 'run',
    settings: resolveErrors(errorsSchema.parse(config)),
    readTrigger,
    raise: (alert) => {
      alerts.push(alert);
      return options.raise?.(alert) ?? Promise.resolve();
    },
    statusOf: options.statusOf ?? (() => undefined),
    changes$: options.changes$ ?? EMPTY,
    lastWords: () => {},
  });
  return { clock, desk, alerts, logged };
}
