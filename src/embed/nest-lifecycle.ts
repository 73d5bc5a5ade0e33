import type { Monitor } from '../domain/monitor.js';
import { OptionIssues } from '../domain/option-issues.js';
import { HAND_OVER_OPTIONS, type HandOverOptions, handOver } from './hand-over.js';

export interface NestLifecycleOptions extends HandOverOptions {
  /** The handler that is mounted in the application: its streams are ended when that closes, which would wait for them. */
  readonly handler?: { close(): void } | undefined;
}

/** What Nest calls of a provider, in this order. */
export interface NestLifecycle {
  /** Opens the journal: one that cannot be opened fails the start, and other modules may raise alerts from here on. */
  onModuleInit(): Promise<void>;
  /** Starts the checks, when all modules are there. */
  onApplicationBootstrap(): Promise<void>;
  /** The monitor is `stopping`, while the server still answers; alerts are taken until that is closed. */
  beforeApplicationShutdown(signal?: string): void;
  /** The server is closed: delivers what is left and stops the monitor. */
  onApplicationShutdown(signal?: string): Promise<void>;
}

/**
 * The life of a monitor in an application of Nest's, as a provider; `app.enableShutdownHooks()` lets signals end it.
 *
 * @throws {@link ConfigError} for options that cannot be
 * @example
 * providers: [{ provide: 'TOCSIN_LIFECYCLE', useFactory: () => nestLifecycle(monitor) }]
 */
export function nestLifecycle(monitor: Monitor, options: NestLifecycleOptions = {}): NestLifecycle {
  const issues = new OptionIssues('nestLifecycle');
  issues.monitor(monitor);
  issues.known(options, [...HAND_OVER_OPTIONS, 'handler']);
  const stopping = handOver(monitor, options, issues);
  const { handler } = options;
  if (handler !== undefined) {
    issues.having('handler', handler, ['close'], 'give what createHandler made');
  }
  issues.throwIfAny();
  return {
    async onModuleInit() {
      // To read from a journal opens it; nothing lies after its end.
      for await (const _ of monitor.events({ after: Number.MAX_SAFE_INTEGER })) break;
    },
    async onApplicationBootstrap() {
      await monitor.start();
    },
    beforeApplicationShutdown() {
      handler?.close();
      stopping.begin();
    },
    onApplicationShutdown: () => stopping.end(),
  };
}
