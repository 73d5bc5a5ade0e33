import type { Monitor } from '../domain/monitor.js';
import { type HandOverOptions, handOver } from './hand-over.js';

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
 * @example
 * providers: [{ provide: 'TOCSIN_LIFECYCLE', useFactory: () => nestLifecycle(monitor) }]
 */
export function nestLifecycle(
  monitor: Monitor,
  { handler, ...options }: NestLifecycleOptions = {},
): NestLifecycle {
  const stopping = handOver(monitor, options);
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
