import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Certificate } from './certificates.js';

/** A server's certificate with the one that it hangs on, and the authority above both. */
export interface SignedChain extends Certificate {
  readonly ca: string;
}

/** For how many days each is good from now on. */
export interface ChainDays {
  readonly leaf: number;
  readonly issuer: number;
}

/** Makes a chain of three with the `openssl` program, for `localhost` and 127.0.0.1. */
export function makeChain({ leaf, issuer }: ChainDays): SignedChain {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-chain-'));
  const openssl = (command: string): void => {
    execFileSync('openssl', command.split(' '), { cwd: folder, stdio: 'pipe' });
  };
  const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
  const newKey = (name: string): string =>
    `-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ${name}.key -subj /CN=${name}`;
  const sign = (name: string, by: string, days: number, extension: string): void => {
    writeFileSync(join(folder, `${name}.ext`), extension);
    openssl(`req ${newKey(name)} -out ${name}.csr`);
    const authority = `-CA ${by}.pem -CAkey ${by}.key -CAcreateserial`;
    openssl(`x509 -req -in ${name}.csr ${authority} -days ${days} -extfile ${name}.ext -out ${name}.pem`);
  };
  try {
    openssl(`req -x509 ${newKey('root')} -out root.pem -days 400`);
    sign('issuer', 'root', issuer, 'basicConstraints=critical,CA:TRUE');
    sign('leaf', 'issuer', leaf, 'subjectAltName=DNS:localhost,IP:127.0.0.1');
    return { ca: read('root.pem'), key: read('leaf.key'), cert: read('leaf.pem') + read('issuer.pem') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
