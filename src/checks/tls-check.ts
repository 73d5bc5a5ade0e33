import { isIP, isIPv6 } from 'node:net';
import { type ConnectionOptions, connect, createSecureContext, type TLSSocket } from 'node:tls';
import type { Check, CheckContext, CheckResult } from '../domain/check.js';
import { cleanLine } from '../domain/clean-text.js';
import { OptionIssues } from '../domain/option-issues.js';
import { type ChainReport, judgeChain } from './certificate-chain.js';
import { clockOf } from './clock-of.js';
import { httpFailure } from './http-failure.js';

/** Whose certificate to look at, and how long it must be good. */
export interface TlsCheckOptions {
  /** A name or an address. */
  readonly host: string;
  /** Default 443. */
  readonly port?: number | undefined;
  /** The name that the server is asked for and that its certificate must be for. Default: the host. */
  readonly servername?: string | undefined;
  /** Impaired when fewer days than this are left. Default 21. */
  readonly warnDays?: number | undefined;
  /** Failed when fewer days than this are left, and when none are. Default 7. */
  readonly failDays?: number | undefined;
  /** The authorities to trust instead of those that Node knows, as PEM. */
  readonly ca?: ConnectionOptions['ca'];
  /** A certificate to show, as PEM, with its key. */
  readonly cert?: ConnectionOptions['cert'];
  readonly key?: ConnectionOptions['key'];
  readonly passphrase?: string | undefined;
  /** `false` looks at the dates only, not at who signed the certificate and for which host it is. Default true. */
  readonly rejectUnauthorized?: boolean | undefined;
}

interface TlsPlan extends Pick<TlsCheckOptions, 'ca' | 'cert' | 'key' | 'passphrase'> {
  readonly host: string;
  readonly port: number;
  /** Whose certificate it must be. */
  readonly servername: string;
  readonly warnDays: number;
  readonly failDays: number;
  readonly looksAtTrust: boolean;
}

const OPTIONS: readonly string[] = [
  'host',
  'port',
  'servername',
  'warnDays',
  'failDays',
  'ca',
  'cert',
  'key',
  'passphrase',
  'rejectUnauthorized',
] satisfies (keyof TlsCheckOptions)[];

/** Longer than any certificate is good for. */
const MOST_DAYS = 36_500;

/**
 * Checks the certificate of a server: that it can be trusted, is for the host, and is good for long enough, as are those
 * that it hangs on: the first of the chain to expire counts. Nothing is asked of the server but its certificate.
 *
 * What is wrong is told all at once. The data holds `daysLeft` and `expiresAt` (epoch milliseconds) of the first to
 * expire, its `subject`, and the `protocol`, or the `code` of what went wrong.
 *
 * @throws {@link ConfigError} if an option cannot be used.
 * @example tlsCheck({ host: 'example.com', warnDays: 30 })
 */
export function tlsCheck(options: TlsCheckOptions): Check {
  const plan = planTls(options);
  const where = `${isIPv6(plan.host) ? `[${plan.host}]` : plan.host}:${plan.port}`;
  return async function tlsCheck(context): Promise<CheckResult> {
    const clock = clockOf(context, 'tlsCheck');
    const shown = await look(plan, context);
    if ('problem' in shown) {
      return { outcome: 'fail', message: `${shown.problem} (${where})`, data: { code: shown.code } };
    }
    const { chain, protocol } = shown;
    const { outcome, problems, daysLeft, expiresAt, subject } = judgeChain(chain, plan, clock.now());
    const data = { daysLeft, expiresAt, subject: cleanLine(subject, 200), protocol };
    return { outcome, message: `${problems.join('; ')} (${where})`, data };
  };
}

function planTls(options: TlsCheckOptions): TlsPlan {
  const issues = new OptionIssues('tlsCheck');
  issues.known(options, OPTIONS);
  const { port = 443, warnDays = 21, failDays = 7, ca, cert, key, passphrase } = options;
  const { rejectUnauthorized = true } = options;
  const host = issues.text('host', options.host, "'example.com'");
  const { servername = host } = options;
  if (servername !== host) issues.text('servername', servername, "'example.com'");
  const days = { from: 0, to: MOST_DAYS };
  const limits = {
    warnDays: issues.number('warnDays', warnDays, days),
    failDays: issues.number('failDays', failDays, days),
  };
  if (!issues.any && limits.warnDays <= limits.failDays) {
    issues.add('warnDays', `${warnDays} must be above failDays, which is ${failDays}`);
  }
  if (typeof rejectUnauthorized !== 'boolean') issues.add('rejectUnauthorized', 'must be true or false');
  try {
    createSecureContext({ ca, cert, key, passphrase });
  } catch (error) {
    // Node's own message might quote the key.
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const why = typeof code === 'string' ? code : 'not PEM';
    issues.add('', `ca, cert, key or passphrase cannot be used: ${why}`);
  }
  const where = { host, port: issues.whole('port', port, { from: 1, to: 65_535 }) };
  issues.throwIfAny();
  return { ...where, servername, ...limits, ca, cert, key, passphrase, looksAtTrust: rejectUnauthorized };
}

/** What a server shows of itself, or why it does not. */
type Shown =
  | { readonly chain: ChainReport; readonly protocol: string }
  | { readonly problem: string; readonly code: string };

function look(plan: TlsPlan, { signal }: CheckContext): Promise<Shown> {
  const { host, port, servername, ca, cert, key, passphrase } = plan;
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const socket = connect({
      ...{ host, port, ca, cert, key, passphrase },
      // An address is no name that a server could be asked for.
      servername: isIP(servername) ? '' : servername,
      // Judged afterwards, so that all that is wrong can be told.
      rejectUnauthorized: false,
      checkServerIdentity: () => undefined,
    });
    const end = (): void => {
      signal.removeEventListener('abort', abort);
      socket.destroy();
    };
    const abort = (): void => {
      end();
      reject(signal.reason);
    };
    signal.addEventListener('abort', abort, { once: true });
    socket.on('secureConnect', () => {
      signal.removeEventListener('abort', abort);
      resolve(describe(socket));
      // Not cut off, which would look like an attack in the server's log.
      socket.end(() => socket.destroy());
    });
    socket.on('error', (error) => {
      end();
      const { message, code } = httpFailure(error);
      resolve({ problem: message, code });
    });
    socket.on('end', () => {
      end();
      resolve({ problem: 'closed before the handshake was complete', code: 'ECONNRESET' });
    });
  });
}

function describe(socket: TLSSocket): Shown {
  const certificate = socket.getPeerCertificate(true);
  // An empty object stands for none.
  if (certificate.raw === undefined) return { problem: 'the server shows no certificate', code: 'NO_CERT' };
  // Typed as an error; it is the code of one.
  const { authorizationError } = socket;
  const trustError = socket.authorized ? undefined : String(authorizationError);
  return { chain: { certificate, trustError }, protocol: socket.getProtocol() ?? 'unknown' };
}
