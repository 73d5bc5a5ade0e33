import { type LoadedConfig, loadConfig } from '../config/load-config.js';
import { createPartFactory } from './create-part-factory.js';

/** Loads the configuration that a command was asked for, from the working directory and with its environment. */
export function loadForCli(file: unknown, colour: boolean): Promise<LoadedConfig> {
  return loadConfig({
    file: typeof file === 'string' ? file : undefined,
    directory: process.cwd(),
    environment: process.env,
    make: createPartFactory(colour),
    modules: async () => ({
      tocsin: await import('../index.js'),
      'tocsin/machines': await import('../../machines/index.js'),
      'tocsin/operators': await import('../operators.js'),
      'tocsin/testing': await import('../testing.js'),
    }),
  });
}

/** The option that names the file. */
export const CONFIG_OPTION = {
  type: 'string',
  alias: 'c',
  valueHint: 'file',
  description: 'The configuration file; default: the one tocsin.config.* here',
} as const;
