import { resolve } from 'node:path';
import type { Environment } from './environment-value.js';

/**
 * Variables that tell which files they have read, so that who keeps a configuration up to date can look out for them,
 * too.
 *
 * @param about is told of each file, absolute, that a variable `…_FILE` names, right before it is read
 */
export function followEnvironment(environment: Environment, about: (file: string) => void): Environment {
  return new Proxy(environment, {
    get(target, name, receiver) {
      const value: unknown = Reflect.get(target, name, receiver);
      if (typeof name === 'string' && name.endsWith('_FILE') && typeof value === 'string' && value !== '') {
        about(resolve(value));
      }
      return value;
    },
  });
}
