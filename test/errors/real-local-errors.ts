import assert from 'node:assert';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { connect as connectTls, createServer as createTlsServer } from 'node:tls';
import { parseArgs, promisify } from 'node:util';
import { runInNewContext } from 'node:vm';
import { gunzipSync } from 'node:zlib';
import Database from 'libsql';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { createBreaker } from '../../src/runtime/create-breaker.js';
import { selfSignedCertificate } from '../support/self-signed-certificate.js';

import { errorOf, type RealError, status, withFolder, withServer } from './real-error.js';

const schema = z.object({ amount: z.number() });

/** What comes of data, of this machine, and of the program itself. */
export const REAL_LOCAL_ERRORS: readonly RealError[] = [
  { name: 'JSON that is none', category: 'data', make: () => JSON.parse('{"a":') },
  {
    name: 'JSON that is none, from another realm',
    category: 'data',
    make: () => runInNewContext('JSON.parse("{")'),
  },
  { name: 'what a schema of zod refuses', category: 'data', make: () => schema.parse({ amount: '7' }) },
  { name: 'YAML that is none', category: 'data', make: () => parseYaml('a: [1') },
  { name: 'a URL that is none', category: 'data', make: () => new URL('no url') },
  { name: 'a URL that is none, as fetch tells it', category: 'data', make: () => fetch('no url') },
  { name: 'an escape that is none', category: 'data', make: () => decodeURIComponent('%') },
  {
    name: 'bytes that are no UTF-8',
    category: 'data',
    make: () => new TextDecoder('utf-8', { fatal: true }).decode(new Uint8Array([0xff])),
  },
  { name: 'bytes that are not compressed', category: 'data', make: () => gunzipSync(Buffer.from('hello')) },
  {
    name: 'an answer that is no HTTP',
    category: 'data',
    make: () =>
      withServer(
        createServer((socket) => socket.end('hello\r\n\r\n')),
        (port) => errorOf(get({ port, host: '127.0.0.1' })),
      ),
  },
  { name: 'an argument that is not known', category: 'data', make: () => parseArgs({ args: ['--x'] }) },
  { name: 'an answer of 422', category: 'data', make: status(422) },
  {
    name: 'a row that breaks a constraint',
    category: 'data',
    make() {
      const database = new Database(':memory:');
      try {
        database.exec(
          'CREATE TABLE t (x INTEGER PRIMARY KEY); INSERT INTO t VALUES (1); INSERT INTO t VALUES (1)',
        );
      } finally {
        database.close();
      }
    },
  },

  { name: 'an answer of 404', category: 'execution', make: status(404) },
  { name: 'an answer of 403', category: 'execution', make: status(403) },
  {
    name: 'a program that fails',
    category: 'execution',
    make: () => promisify(execFile)(process.execPath, ['-e', 'process.exit(3)']),
  },

  { name: 'a file that is missing', category: 'system', make: () => readFileSync('/nowhere/at/all') },
  { name: 'a folder read as a file', category: 'system', make: () => readFileSync(tmpdir()) },
  {
    name: 'a folder that exists',
    category: 'system',
    make: () => withFolder((folder) => mkdirSync(folder)),
  },
  {
    name: 'a folder that is not empty',
    category: 'system',
    make: () =>
      withFolder((folder) => {
        writeFileSync(join(folder, 'x'), '');
        rmdirSync(folder);
      }),
  },
  {
    name: 'a port that is taken',
    category: 'system',
    make: () => withServer(createServer(), (port) => errorOf(createServer().listen(port, '127.0.0.1'))),
  },
  {
    name: 'a program that does not exist',
    category: 'system',
    make: () => errorOf(spawn('/nowhere/at/all')),
  },
  { name: 'memory that is not there', category: 'system', make: () => new ArrayBuffer(2 ** 52) },
  {
    name: 'a database that cannot be opened',
    category: 'system',
    make: () => new Database('/nowhere/at/all.db'),
  },

  { name: 'a property of nothing', category: 'permanent', make: () => Reflect.get(JSON.parse('null'), 'x') },
  {
    name: 'a property of nothing, from another realm',
    category: 'permanent',
    make: () => runInNewContext('null.x'),
  },
  { name: 'a name that nothing has', category: 'permanent', make: () => runInNewContext('nothing') },
  { name: 'a number out of range', category: 'permanent', make: () => (1).toFixed(101) },
  { name: 'an array of no length', category: 'permanent', make: () => new Array(-1) },
  {
    name: 'a call within a call without end',
    category: 'permanent',
    make() {
      const again = (): number => again() + 1;
      return again();
    },
  },
  {
    name: 'an argument of the wrong type',
    category: 'permanent',
    make: () => Buffer.from(Object.create(null)),
  },
  { name: 'an assertion', category: 'permanent', make: () => assert.equal(1, 2) },
  { name: 'a package that is missing', category: 'permanent', make: () => import(String('tocsin-nowhere')) },
  {
    name: 'a package that is missing, as require tells it',
    category: 'permanent',
    make: () => createRequire(import.meta.url)('tocsin-nowhere'),
  },
  {
    name: 'a stream written after its end',
    category: 'permanent',
    make() {
      const stream = new PassThrough();
      stream.end();
      const error = errorOf(stream);
      stream.write('x');
      return error;
    },
  },
  {
    name: 'a certificate that nobody signed',
    category: 'permanent',
    make: () =>
      withServer(createTlsServer(selfSignedCertificate()), (port) =>
        errorOf(connectTls({ port, host: '127.0.0.1' })),
      ),
  },
  {
    name: 'bad options of Tocsin',
    category: 'permanent',
    make: () => createBreaker(() => 1, { threshold: 0 }),
  },

  {
    name: 'a request that was given up',
    category: 'cancelled',
    make: () => fetch('http://127.0.0.1:9/', { signal: AbortSignal.abort() }),
  },
  {
    name: 'a wait that was given up',
    category: 'cancelled',
    make: () => wait(9_999, undefined, { signal: AbortSignal.abort() }),
  },
  {
    name: 'an event that was given up',
    category: 'cancelled',
    make: () => once(new PassThrough(), 'never', { signal: AbortSignal.abort() }),
  },
];
