import { HANDLER_OPTIONS, type HandlerOptions } from './handler-options.js';

/** Where to listen, and what and whom to serve. */
export interface ServeOptions extends HandlerOptions {
  /** Default 8627 (TOCS on a telephone). 0: any that is free. */
  readonly port?: number | undefined;
  /** Default `127.0.0.1`: this machine alone. Elsewhere a token is needed. */
  readonly host?: string | undefined;
}

/** The names of these options. */
export const SERVE_OPTIONS: readonly string[] = [
  ...HANDLER_OPTIONS,
  ...(['port', 'host'] satisfies (keyof ServeOptions)[]),
];
