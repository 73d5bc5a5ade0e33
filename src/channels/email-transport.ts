import type { Transporter } from 'nodemailer';
import type { EmailSettings } from './email-options.js';

const IMPLICIT_TLS_PORT = 465;

/** Opens a pool of connections; nodemailer is loaded at the first use. Its own limits of patience are far too wide. */
export async function openTransport({ host, port, auth, tls }: EmailSettings): Promise<Transporter> {
  const { createTransport } = await import('nodemailer');
  const secure = tls !== false && port === IMPLICIT_TLS_PORT;
  return createTransport({
    pool: true,
    host,
    port,
    secure,
    requireTLS: tls !== false && !secure,
    ignoreTLS: tls === false,
    ...(tls === false ? {} : { tls }),
    ...(auth === undefined ? {} : { auth: { user: auth.user, pass: auth.pass.reveal() } }),
    // One sends; the other replaces it when an attempt was called off.
    maxConnections: 2,
    // Only for a connection that turns out to be closed before anything was sent: the sink does all other retries.
    maxRequeues: 1,
    connectionTimeout: 10_000,
    dnsTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
    socketCloseTimeout: 1_000,
    idleTimeout: 30_000,
    // Texts from outside must not make it read files or URLs.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}
