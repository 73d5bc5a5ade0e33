import assert from 'node:assert';
import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { createServer as createHttpServer, get } from 'node:http';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  BrokenCircuitError,
  ConsecutiveBreaker,
  circuitBreaker,
  handleAll,
  TimeoutStrategy,
  timeout,
} from 'cockatiel';
import Database from 'libsql';
import { createTransport } from 'nodemailer';
import CircuitBreaker from 'opossum';
import { Agent, fetch as fetchOfUndici, request } from 'undici';
import { createBreaker } from '../../src/runtime/create-breaker.js';

import { errorOf, freePort, type RealError, status, withFolder, withServer } from './real-error.js';

/** A server that takes a connection and breaks it off. */
const rude = () => createServer((socket) => socket.once('data', () => socket.destroy()));

/** What comes of other machines, and of what stands for them. */
export const REAL_NETWORK_ERRORS: readonly RealError[] = [
  {
    name: 'a connection refused',
    category: 'transient',
    make: async () => errorOf(connect(await freePort(), '127.0.0.1')),
  },
  {
    name: 'a connection refused at each address of a name',
    category: 'transient',
    make: async () => errorOf(connect({ port: await freePort(), host: 'localhost', autoSelectFamily: true })),
  },
  {
    name: 'a connection refused, as fetch tells it',
    category: 'transient',
    make: async () => fetch(`http://127.0.0.1:${await freePort()}/`),
  },
  {
    name: 'a connection broken off, as node:http tells it',
    category: 'transient',
    make: () => withServer(rude(), (port) => errorOf(get({ port, host: '127.0.0.1' }))),
  },
  {
    name: 'a connection broken off, as undici tells it',
    category: 'transient',
    make: () => withServer(rude(), (port) => fetchOfUndici(`http://127.0.0.1:${port}/`)),
  },
  {
    name: 'a name that does not exist',
    category: 'transient',
    async make() {
      const dns = createSocket('udp4');
      // "No such name", to whatever is asked.
      dns.on('message', (question, { port, address }) => {
        const answer = Buffer.from(question);
        answer.writeUInt16BE(0x8183, 2);
        dns.send(answer, port, address);
      });
      dns.bind(0, '127.0.0.1');
      await once(dns, 'listening');
      const resolver = new Resolver();
      resolver.setServers([`127.0.0.1:${dns.address().port}`]);
      try {
        return await resolver.resolve4('nowhere.invalid');
      } finally {
        dns.close();
      }
    },
  },
  {
    name: 'a time limit of AbortSignal.timeout',
    category: 'transient',
    make: () =>
      withServer(createHttpServer(), (port) =>
        fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(1) }),
      ),
  },
  {
    name: 'headers that do not come, as undici tells it',
    category: 'transient',
    make: () =>
      withServer(createHttpServer(), async (port) => {
        const agent = new Agent({ headersTimeout: 1 });
        try {
          return await request(`http://127.0.0.1:${port}/`, { dispatcher: agent });
        } finally {
          await agent.destroy();
        }
      }),
  },
  {
    name: 'a time limit of cockatiel',
    category: 'transient',
    make: () => timeout(1, TimeoutStrategy.Aggressive).execute(() => new Promise(() => {})),
  },
  {
    name: 'a stream that ends too early',
    category: 'transient',
    make() {
      const source = new PassThrough();
      const end = pipeline(source, new PassThrough());
      source.destroy();
      return end;
    },
  },
  { name: 'an answer of 503', category: 'transient', make: status(503) },
  { name: 'an answer of 429', category: 'transient', make: status(429) },
  {
    name: 'a mail server that does not answer',
    category: 'transient',
    make: async () =>
      createTransport({ host: '127.0.0.1', port: await freePort() }).sendMail({ from: 'a@b.c', to: 'a@b.c' }),
  },
  {
    name: "an open circuit of opossum's",
    category: 'transient',
    async make() {
      const breaker = new CircuitBreaker(async () => 1);
      breaker.open();
      try {
        return await breaker.fire();
      } finally {
        breaker.shutdown();
      }
    },
  },
  {
    name: "an open circuit of cockatiel's",
    category: 'transient',
    async make() {
      const policy = circuitBreaker(handleAll, { halfOpenAfter: 9_999, breaker: new ConsecutiveBreaker(1) });
      await policy.execute(() => Promise.reject(new TypeError('x'))).catch(() => {});
      return policy
        .execute(() => 1)
        .catch((error: unknown) => {
          assert(error instanceof BrokenCircuitError);
          throw error;
        });
    },
  },
  {
    name: "an open circuit of Tocsin's",
    category: 'transient',
    make() {
      const breaker = createBreaker(() => 1);
      breaker.trip();
      return breaker.run();
    },
  },
  {
    name: 'a database that is locked',
    category: 'transient',
    make: () =>
      withFolder((folder) => {
        const [a, b] = [new Database(join(folder, 'x.db')), new Database(join(folder, 'x.db'))];
        try {
          a.exec('CREATE TABLE t (x); BEGIN IMMEDIATE');
          b.exec('BEGIN IMMEDIATE');
        } finally {
          a.close();
          b.close();
        }
      }),
  },
];
