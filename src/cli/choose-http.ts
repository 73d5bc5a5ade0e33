import { type Environment, environmentValue } from '../config/environment-value.js';
import { isPort } from '../config/http-schema.js';
import type { ResolvedHttp } from '../config/resolve-config.js';
import { ConfigError } from '../domain/config-error.js';
import { Secret } from '../domain/secret.js';
import { TocsinError } from '../domain/tocsin-error.js';
import { DEFAULT_PORT } from '../http/serve.js';
import { serveIssues } from '../http/serve-issues.js';

/** How the page is served. */
export interface ChosenHttp extends Omit<ResolvedHttp, 'port'> {
  readonly port: number;
  /** Whether somebody asked for that port. */
  readonly wanted: boolean;
}

/**
 * Whether and how the page is served: what the command line says goes before the environment (`TOCSIN_PORT`,
 * `TOCSIN_HOST`, `TOCSIN_TOKEN` or `TOCSIN_TOKEN_FILE`), and that before the configuration.
 *
 * @throws {@link TocsinError} `ERR_USAGE` for a port that is none; {@link ConfigError} for what cannot be served so
 */
export function chooseHttp(
  args: Readonly<Record<string, unknown>>,
  environment: Environment,
  configured: ResolvedHttp | false,
): ChosenHttp | false {
  if (args.http === false) return false;
  const settings = configured === false ? {} : configured;
  const port = portOf(args.port, '--port') ?? portOf(ownPort(environment), 'TOCSIN_PORT') ?? settings.port;
  const host = given(args.host) ?? given(environment.TOCSIN_HOST);
  // Who names a port or a host wants the page, whatever the configuration says.
  if (configured === false && args.port === undefined && args.host === undefined) return false;
  const token = tokenOf(environment);
  const chosen = {
    ...settings,
    ...(host === undefined ? {} : { host }),
    ...(token === undefined ? {} : { token: new Secret(token) }),
    port: port ?? DEFAULT_PORT,
  };
  const issues = serveIssues(chosen).map(({ path, message }) => ({ path: `http.${path}`, message }));
  if (issues.length > 0) throw new ConfigError(issues);
  return { ...chosen, wanted: port !== undefined };
}

function given(text: unknown): string | undefined {
  return typeof text === 'string' && text.trim() !== '' ? text : undefined;
}

/** @throws `ERR_USAGE` if it is to be in a file that cannot be read, or that is empty */
function tokenOf(environment: Environment): string | undefined {
  const found = environmentValue(environment, 'TOCSIN_TOKEN');
  if (found !== undefined && 'trouble' in found) throw new TocsinError('ERR_USAGE', found.trouble);
  const token = given(found?.value.trim());
  // Else whoever thinks that a token guards the page would be served without one.
  if (token === undefined && found !== undefined && environment.TOCSIN_TOKEN === undefined) {
    throw new TocsinError(
      'ERR_USAGE',
      'the file that TOCSIN_TOKEN_FILE names is empty; write the token into it, or unset TOCSIN_TOKEN_FILE',
    );
  }
  return token;
}

/** Kubernetes sets `TOCSIN_PORT=tcp://10.0.0.1:8627` in pods beside a Service named tocsin: that is not meant for us. */
function ownPort({ TOCSIN_PORT: port }: Environment): string | undefined {
  return port !== undefined && /^(?:tcp|udp|sctp):\/\//.test(port) ? undefined : port;
}

function portOf(text: unknown, name: string): number | undefined {
  const written = given(text);
  if (written === undefined) return undefined;
  const port = /^\d+$/.test(written) ? Number(written) : Number.NaN;
  if (isPort(port)) return port;
  throw new TocsinError(
    'ERR_USAGE',
    `${name}: expected a port from 0 to 65535, found ${JSON.stringify(written)}`,
  );
}
