import { readdir } from 'node:fs/promises';
import { ConfigError } from '../domain/config-error.js';
import { fileFailure } from './file-failure.js';

/** The endings a configuration file may have. */
export const CONFIG_EXTENSIONS = ['ts', 'mts', 'js', 'mjs', 'cjs', 'json', 'yaml', 'yml'] as const;

/**
 * The names of all `tocsin.config.*` in a directory.
 *
 * @throws {@link ConfigError} if the directory cannot be read.
 */
export async function configFilesIn(directory: string): Promise<string[]> {
  const names = await readdir(directory).catch((error: unknown) => {
    throw fileFailure(directory, error);
  });
  return CONFIG_EXTENSIONS.map((extension) => `tocsin.config.${extension}`).filter((name) =>
    names.includes(name),
  );
}

/**
 * The name of the one `tocsin.config.*` in a directory.
 *
 * @throws {@link ConfigError} if there is none, or more than one.
 */
export async function findConfigFile(directory: string): Promise<string> {
  const found = await configFilesIn(directory);
  const [first] = found;
  if (first !== undefined && found.length === 1) return first;
  const message =
    first === undefined
      ? `there is no tocsin.config.{${CONFIG_EXTENSIONS.join(',')}} in ${directory}; make one, or name a file with --config`
      : `there is more than one configuration in ${directory}: ${found.join(', ')}; keep one, or name it with --config`;
  throw new ConfigError([{ path: '', message }]);
}
