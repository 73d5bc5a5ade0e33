import type { Observable } from 'rxjs';
import type { NestContextLike, NestInterceptor } from '../../../src/embed/nest-errors.js';

/** The hooks of Nest's providers that there may be. */
export interface Hooks {
  onModuleInit?(): unknown;
  onApplicationBootstrap?(): unknown;
  onModuleDestroy?(): unknown;
  beforeApplicationShutdown?(signal?: string): unknown;
  onApplicationShutdown?(signal?: string): unknown;
}

/** An application that calls the hooks of its providers in Nest's order, each kind after the one before is done. */
export class NestLike {
  readonly #providers: readonly Hooks[];
  readonly #closeServer: () => Promise<void>;

  constructor(providers: readonly Hooks[], closeServer: () => Promise<void> = async () => {}) {
    this.#providers = providers;
    this.#closeServer = closeServer;
  }

  async init(): Promise<void> {
    await this.#each((provider) => provider.onModuleInit?.());
    await this.#each((provider) => provider.onApplicationBootstrap?.());
  }

  async close(signal?: string): Promise<void> {
    await this.#each((provider) => provider.onModuleDestroy?.());
    await this.#each((provider) => provider.beforeApplicationShutdown?.(signal));
    await this.#closeServer();
    await this.#each((provider) => provider.onApplicationShutdown?.(signal));
  }

  async #each(call: (provider: Hooks) => unknown): Promise<void> {
    await Promise.all(this.#providers.map(async (provider) => call(provider)));
  }
}

/** Runs a handler behind an interceptor, as Nest does for a request of express's or fastify's. */
export function handled(
  interceptor: NestInterceptor,
  request: object | undefined,
  handle: () => Observable<unknown>,
): Observable<unknown> {
  const context: NestContextLike = {
    getType: () => (request === undefined ? 'rpc' : 'http'),
    getClass: () => ({ name: 'OrdersController' }),
    getHandler: () => ({ name: 'find' }),
    switchToHttp: () => ({ getRequest: () => request }),
  };
  return interceptor.intercept(context, { handle });
}
