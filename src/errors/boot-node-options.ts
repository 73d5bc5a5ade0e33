import { readFileSync } from 'node:fs';

const ENVIRONMENT = '/proc/self/environ';
const NAME = 'NODE_OPTIONS=';

/**
 * `NODE_OPTIONS` as they were when the process began: those count, whatever the program has set since, as for processes
 * that it starts. Where the system does not tell, what is set now.
 */
export function bootNodeOptions(now: string | undefined): string | undefined {
  try {
    const variables = readFileSync(ENVIRONMENT, 'utf8').split('\0');
    return variables.find((variable) => variable.startsWith(NAME))?.slice(NAME.length);
  } catch {
    return now;
  }
}
