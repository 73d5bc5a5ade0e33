import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * Where a program of the system is, such as `promtool`; `undefined` on a machine that does not have it, where what needs
 * it cannot be tested. In CI everything must be there.
 */
export function findProgram(name: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const found = folders.map((folder) => join(folder, name)).find(isProgram);
  if (found === undefined && process.env.CI !== undefined) {
    throw new Error(`${name} is not installed; .ci/run installs it`);
  }
  return found;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
