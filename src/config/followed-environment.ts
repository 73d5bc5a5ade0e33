import { resolve } from 'node:path';
import type { Environment } from './environment-value.js';

/** Variables, and which files they had read. */
export interface FollowedEnvironment {
  readonly environment: Environment;
  /** The absolute paths of the files named by variables `…_FILE` that were asked for so far. */
  readonly files: () => readonly string[];
}

/** Notes which files are read by variables, so that who keeps a configuration up to date can look out for them, too. */
export function followEnvironment(environment: Environment): FollowedEnvironment {
  const asked = new Set<string>();
  const followed = new Proxy(environment, {
    get(target, name, receiver) {
      const value: unknown = Reflect.get(target, name, receiver);
      if (typeof name === 'string' && name.endsWith('_FILE') && typeof value === 'string' && value !== '') {
        asked.add(value);
      }
      return value;
    },
  });
  return { environment: followed, files: () => [...asked].map((file) => resolve(file)).sort() };
}
