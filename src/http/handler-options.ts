import type { Clock } from '../domain/clock.js';
import type { Duration } from '../domain/duration.js';
import type { Logger } from '../domain/logger.js';
import type { Secret } from '../domain/secret.js';

/** How a monitor is shown over HTTP, and to whom. */
export interface HandlerOptions {
  /**
   * Where it is mounted, such as `/tocsin`. Default: the root. Requests may come with the prefix or without it; express
   * says by itself where it mounts.
   */
  readonly prefix?: string | undefined;
  /**
   * Who knows one of these may see and do everything: as `Authorization: Bearer …`, or once in the page's form. Several
   * are taken while one replaces another. Without one, only this machine is served, and only under a loopback name.
   * `false`: everybody who reaches it is served; for those who guard it by other means.
   */
  readonly token?: string | Secret | readonly (string | Secret)[] | false | undefined;
  /**
   * The names, each with or without a port, under which it may be asked for beside the loopback ones. Guards against
   * pages that let their own name point here. Default: with a token any, else none.
   */
  readonly allowedHosts?: readonly string[] | undefined;
  /** Origins of other pages that may use it, such as `https://ops.example.org`. Default: none. */
  readonly allowedOrigins?: readonly string[] | undefined;
  /** Nothing can be changed through it: no alerts taken, nothing acknowledged or silenced. Default false. */
  readonly readOnly?: boolean | undefined;
  /** Whether the live page is served. Default true. */
  readonly page?: boolean | undefined;
  /** After how long without another word an alert of Prometheus that names no end is over. Default 5 min. */
  readonly resolveTimeout?: Duration | undefined;
  /** The clock of the monitor, if it was given one. Default: the machine's. */
  readonly clock?: Clock | undefined;
  /** Default: silent. */
  readonly logger?: Logger | undefined;
}

/** The names of these options, for all that take them. */
export const HANDLER_OPTIONS: readonly string[] = [
  'prefix',
  'token',
  'allowedHosts',
  'allowedOrigins',
  'readOnly',
  'page',
  'resolveTimeout',
  'clock',
  'logger',
] satisfies (keyof HandlerOptions)[];
