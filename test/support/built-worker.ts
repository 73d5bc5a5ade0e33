import { existsSync, readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const BUILT = `${root}dist/src/journal/sqlite/start-worker.js`;

/**
 * The built file that starts the journal's thread, if it is not older than its sources. Tests run from the sources, and a
 * thread of built files starts several times faster than one that has to compile them.
 */
export function builtStartWorker(): string | undefined {
  if (!existsSync(BUILT)) return undefined;
  const builtAt = statSync(BUILT).mtimeMs;
  const isFresh = ['machines', 'src/domain', 'src/journal'].every((folder) =>
    readdirSync(`${root}${folder}`, { recursive: true, encoding: 'utf8' }).every(
      (file) => statSync(`${root}${folder}/${file}`).mtimeMs <= builtAt,
    ),
  );
  return isFresh ? BUILT : undefined;
}
