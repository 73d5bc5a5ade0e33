/** A request failed before there was a whole answer: what kind of failure it was, in words and as a code. */
export interface HttpFailure {
  readonly message: string;
  /** The code of Node, OpenSSL or undici, such as `ECONNREFUSED`. */
  readonly code: string;
}

const MESSAGES: Readonly<Record<string, string>> = {
  ENOTFOUND: 'DNS: host not found',
  EAI_AGAIN: 'DNS: no answer from the name server',
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  EPIPE: 'connection reset',
  UND_ERR_SOCKET: 'connection closed before the answer was complete',
  ETIMEDOUT: 'timed out while connecting',
  UND_ERR_CONNECT_TIMEOUT: 'timed out while connecting',
  UND_ERR_HEADERS_TIMEOUT: 'timed out while waiting for the answer',
  UND_ERR_BODY_TIMEOUT: 'timed out while reading the body',
  EHOSTUNREACH: 'host unreachable',
  ENETUNREACH: 'network unreachable',
  EADDRNOTAVAIL: 'no local address or port left to connect from',
  EMFILE: 'too many open files in this process',
  CERT_HAS_EXPIRED: 'TLS: certificate expired',
  CERT_NOT_YET_VALID: 'TLS: certificate not yet valid',
  CERT_REVOKED: 'TLS: certificate revoked',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'TLS: self-signed certificate',
  SELF_SIGNED_CERT_IN_CHAIN: 'TLS: certificate of an unknown authority (self-signed root)',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'TLS: certificate of an unknown authority',
  UNABLE_TO_GET_ISSUER_CERT: 'TLS: certificate of an unknown authority',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'TLS: certificate of an unknown authority',
  ERR_TLS_CERT_ALTNAME_INVALID: 'TLS: certificate is for another host',
  EPROTO: 'TLS: handshake failed',
  HTTPParserError: 'the answer is not HTTP',
  UND_ERR_HEADERS_OVERFLOW: 'the headers of the answer are too large',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'the body is not as long as announced',
};

/** Tells one class of failure from another. Messages of foreign errors are not repeated: they may hold the URL. */
export function httpFailure(error: unknown): HttpFailure {
  const code = codeOf(error);
  return { message: MESSAGES[code] ?? describeFamily(code), code };
}

function describeFamily(code: string): string {
  if (code.startsWith('HPE_')) return `the answer is not HTTP (${code})`;
  if (code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_')) return `TLS: handshake failed (${code})`;
  return `request failed (${code})`;
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'unknown error';
  const { code, cause, name } = error as Readonly<Record<string, unknown>>;
  if (typeof code === 'string') return code;
  if (cause !== undefined && cause !== null) return codeOf(cause);
  return typeof name === 'string' ? name : 'unknown error';
}

/**
 * Whether a request failed because the server had closed a kept connection just when it was used again; that says
 * nothing of the server's health. A new connection has read nothing yet.
 */
export function isStaleConnection(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { code, socket } = error as Readonly<Record<string, unknown>>;
  if (code !== 'UND_ERR_SOCKET' || typeof socket !== 'object' || socket === null) return false;
  return 'bytesRead' in socket && typeof socket.bytesRead === 'number' && socket.bytesRead > 0;
}
