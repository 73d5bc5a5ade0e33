import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { machineDrawings } from './machine-drawings.js';

/** Writes the drawings of all machines; to be run in the root of the project, after its build. */
for (const [path, text] of await machineDrawings()) {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  process.stdout.write(`${path}\n`);
}
