import type { LoadConfigOptions } from '../config/load-config.js';

/** Where the command looks for a configuration, and what that may use: the working directory, its environment. */
export function configSurroundings(file: unknown): Omit<LoadConfigOptions, 'make'> {
  return {
    file: typeof file === 'string' ? file : process.env.TOCSIN_CONFIG || undefined,
    directory: process.cwd(),
    environment: process.env,
    modules: async () => ({
      tocsin: await import('../index.js'),
      'tocsin/http': await import('../http.js'),
      'tocsin/machines': await import('../../machines/index.js'),
      'tocsin/operators': await import('../operators.js'),
      'tocsin/testing': await import('../testing.js'),
    }),
  };
}
