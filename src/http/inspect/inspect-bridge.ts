import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { Subscription } from 'rxjs';
import { WebSocketServer } from 'ws';
import type { Clock, TimerHandle } from '../../domain/clock.js';
import { type Logger, silentLogger } from '../../domain/logger.js';
import type { Monitor } from '../../domain/monitor.js';
import { chosenServices } from './chosen-services.js';
import { InspectClient } from './inspect-client.js';
import { type Refusal, refuseUpgrade } from './refuse-upgrade.js';

export interface InspectBridgeOptions {
  readonly clock: Clock;
  /** Whether whoever asks may watch: asked first, before anything is told. Must look at the Origin, too. */
  authorize(request: IncomingMessage): true | Refusal;
  /** How many may watch at a time. Default 20. */
  readonly maxClients?: number | undefined;
  /** Default: silent. */
  readonly logger?: Logger | undefined;
}

/** Shows the machines of chosen services to Stately's inspector. */
export interface InspectBridge {
  /** Takes over a connection that asks for an upgrade, of a request such as `/inspect?service=api`. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Closes all connections and takes no more. Idempotent; done by itself when the monitor stops. */
  end(): void;
}

const DEFAULT_MAX_CLIENTS = 20;
/** How often it is asked whether clients are still there, in milliseconds. */
const HEARTBEAT = 30_000;
/** WebSocket's code for a server that goes away. */
const GOING_AWAY = 1001;

const SERVER_OPTIONS = {
  noServer: true,
  clientTracking: false,
  perMessageDeflate: false,
  /** Bytes; a client has nothing to say. */
  maxPayload: 1_024,
  /** How long a client may take to close, in milliseconds. */
  closeTimeout: 1_000,
};

/**
 * A bridge that speaks the inspector's protocol. What it sends is made anew from a service's status, counters and
 * thresholds: no label, message or data of a check is in it. Clients are only told; what they send is ignored.
 */
export function createInspectBridge(monitor: Monitor, options: InspectBridgeOptions): InspectBridge {
  const { clock, maxClients = DEFAULT_MAX_CLIENTS, logger = silentLogger } = options;
  const server = new WebSocketServer(SERVER_OPTIONS);
  const clients = new Set<InspectClient>();
  let heartbeat: TimerHandle | undefined;
  let ended = false;

  // Made first: of a monitor that has stopped already the events are complete before there is a subscription to them.
  const subscription = new Subscription();
  subscription.add(
    monitor.events$.subscribe({
      next: (event) => {
        for (const client of clients) client.tell(event);
      },
      complete: end,
    }),
  );

  return { upgrade, end };

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // Without a listener an error here, such as a reset, would end the process.
    socket.on('error', () => socket.destroy());
    const chosen = admit(request);
    if ('status' in chosen) return refuseUpgrade(socket, chosen);
    server.handleUpgrade(request, socket, head, (connection) => {
      const client = new InspectClient(connection, monitor, chosen, clock.now());
      clients.add(client);
      heartbeat ??= clock.setTimeout(beat, HEARTBEAT);
      connection.on('close', () => forget(client));
    });
  }

  function admit(request: IncomingMessage): readonly string[] | Refusal {
    const authorized = authorize(request);
    if (authorized !== true) return authorized;
    if (ended) return { status: 503, message: 'the monitor has stopped' };
    if (clients.size >= maxClients) {
      return { status: 503, message: `${maxClients} clients watch already, and no more may` };
    }
    return chosenServices(request.url, monitor);
  }

  function authorize(request: IncomingMessage): true | Refusal {
    try {
      return options.authorize(request);
    } catch (error) {
      logger.error({ err: error }, 'a request for an upgrade failed');
      return { status: 500, message: 'something went wrong here; the log says what' };
    }
  }

  function beat(): void {
    heartbeat = clock.setTimeout(beat, HEARTBEAT);
    for (const client of clients) client.probe();
  }

  function forget(client: InspectClient): void {
    clients.delete(client);
    if (clients.size > 0 || heartbeat === undefined) return;
    clock.clearTimeout(heartbeat);
    heartbeat = undefined;
  }

  function end(): void {
    if (ended) return;
    ended = true;
    for (const client of clients) client.close(GOING_AWAY, 'the monitor stopped');
    if (heartbeat !== undefined) clock.clearTimeout(heartbeat);
    subscription.unsubscribe();
  }
}
