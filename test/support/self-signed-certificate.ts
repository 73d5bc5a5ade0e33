import { execFileSync } from 'node:child_process';

export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** A new certificate for a host name (and 127.0.0.1, if it is `localhost`), signed by itself, good for two days. */
export function selfSignedCertificate(host = 'localhost'): Certificate {
  const names = host === 'localhost' ? 'DNS:localhost,IP:127.0.0.1' : `DNS:${host}`;
  const pem = execFileSync(
    'openssl',
    [
      ...[
        'req',
        '-x509',
        '-nodes',
        '-days',
        '2',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
      ],
      ...['-subj', `/CN=${host}`, '-addext', `subjectAltName=${names}`, '-keyout', '-', '-out', '-'],
    ],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const end = '-----END PRIVATE KEY-----\n';
  const split = pem.indexOf(end) + end.length;
  return { key: pem.slice(0, split), cert: pem.slice(split) };
}
