import { ConfigError, type ConfigIssue } from '../domain/config-error.js';
import { Access } from './guard/access.js';
import { isLoopbackHost } from './guard/host-names.js';
import { readPrefix } from './read-prefix.js';
import type { ServeOptions } from './serve-options.js';

/** The host if nobody names another one: this machine alone. */
export const DEFAULT_HOST = '127.0.0.1';

/** Everything that is wrong with what a page is to be served with. */
export function serveIssues(options: ServeOptions): ConfigIssue[] {
  return [
    ...strangerIssues(options),
    ...issuesOf(() => readPrefix(options)),
    ...issuesOf(() => new Access(options)),
  ];
}

function strangerIssues({ host = DEFAULT_HOST, token }: ServeOptions): ConfigIssue[] {
  if (isLoopbackHost(host) || token !== undefined) return [];
  return [
    {
      path: 'token',
      message: `listening on ${host} shows this monitor to the network; set a token that whoever asks must know (token, http.token in a configuration file, or TOCSIN_TOKEN for tocsin run), or listen on 127.0.0.1`,
    },
  ];
}

function issuesOf(check: () => unknown): readonly ConfigIssue[] {
  try {
    check();
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.issues;
    throw error;
  }
}
