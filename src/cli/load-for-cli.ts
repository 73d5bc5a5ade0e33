import { type LoadedConfig, loadConfig } from '../config/load-config.js';
import { configSurroundings } from './config-surroundings.js';
import { createPartFactory } from './create-part-factory.js';

/**
 * Loads the configuration that a command was asked for, from the working directory and with its environment.
 *
 * @param about is told of each file, absolute, right before it is read
 */
export function loadForCli(
  file: unknown,
  colour: boolean,
  about?: (file: string) => void,
): Promise<LoadedConfig> {
  return loadConfig({ ...configSurroundings(file), make: createPartFactory(colour), about });
}

/** The option that names the file. */
export const CONFIG_OPTION = {
  type: 'string',
  alias: 'c',
  valueHint: 'file',
  description: 'The configuration file; default: the one tocsin.config.* here',
} as const;
