import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

export interface Certificates {
  /** The authority's certificate. */
  readonly ca: string;
  /** Signed by the authority, for 127.0.0.1. */
  readonly good: Certificate;
  /** Signed by the authority, for another host. */
  readonly otherHost: Certificate;
  /** Signed by the authority, out of date. */
  readonly expired: Certificate;
  readonly selfSigned: Certificate;
}

/** Makes fresh certificates with the `openssl` program. */
export function makeCertificates(): Certificates {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-tls-'));
  const openssl = (command: string): void => {
    execFileSync('openssl', command.split(' '), { cwd: folder, stdio: 'pipe' });
  };
  const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
  const newKey = (name: string): string =>
    `-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ${name}.key -subj /CN=${name}`;
  const signed = (name: string, altName: string, days: number): Certificate => {
    writeFileSync(join(folder, `${name}.ext`), `subjectAltName=${altName}`);
    openssl(`req ${newKey(name)} -out ${name}.csr`);
    openssl(
      `x509 -req -in ${name}.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days ${days} -extfile ${name}.ext -out ${name}.pem`,
    );
    return { key: read(`${name}.key`), cert: read(`${name}.pem`) };
  };
  try {
    openssl(`req -x509 ${newKey('ca')} -out ca.pem -days 2`);
    openssl(`req -x509 ${newKey('self')} -out self.pem -days 2 -addext subjectAltName=IP:127.0.0.1`);
    return {
      ca: read('ca.pem'),
      good: signed('good', 'IP:127.0.0.1', 2),
      otherHost: signed('other', 'DNS:other.example', 2),
      expired: signed('expired', 'IP:127.0.0.1', -1),
      selfSigned: { key: read('self.key'), cert: read('self.pem') },
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
