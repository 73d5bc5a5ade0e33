import type { Socket } from 'node:net';
import type { buildConnector } from 'undici';
import { isPrivateAddress } from './private-address.js';

/** How connections are made. */
export interface ConnectorOptions {
  /** Whether to refuse addresses that are not on the public internet. */
  readonly refusePrivateAddresses: boolean;
}

/** How long a connection may take to come about, in milliseconds. */
const CONNECT_TIMEOUT = 10_000;

/** Why a connection was given up before anything was sent over it. */
export class PrivateAddressError extends Error {
  override readonly name: string = 'PrivateAddressError';
}

/**
 * Makes the function by which undici connects. The guard looks at the address of the connection that is already
 * there, so a name that resolves to one address when checked and to another when used gains nothing; over TLS it
 * looks before the handshake.
 */
export async function createConnector({
  refusePrivateAddresses,
}: ConnectorOptions): Promise<buildConnector.connector> {
  const { buildConnector } = await import('undici');
  const connect = buildConnector({ timeout: CONNECT_TIMEOUT });
  if (!refusePrivateAddresses) return connect;
  return (options, callback) => {
    const plain = {
      ...options,
      protocol: 'http:',
      port: options.port || (options.protocol === 'https:' ? '443' : '80'),
    };
    connect(plain, (error, socket) => {
      if (error !== null) return callback(error, null);
      if (isPrivateAddress(socket.remoteAddress ?? '')) {
        socket.destroy();
        return callback(new PrivateAddressError('the address is private'), null);
      }
      if (options.protocol === 'https:') connect({ ...options, httpSocket: socket }, callback);
      else callback(null, socket);
    });
  };
}

/** Connects, TLS handshake included, and hangs up without having said anything. */
export function tryConnection(connect: buildConnector.connector, url: URL): Promise<void> {
  const { protocol, host, port } = url;
  // As undici does it: the brackets of an IPv6 address are no part of the host's name.
  const hostname = url.hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve, reject) => {
    connect({ protocol, host, hostname, port }, (error, socket: Socket | null) => {
      socket?.destroy();
      if (error === null) resolve();
      else reject(error);
    });
  });
}
