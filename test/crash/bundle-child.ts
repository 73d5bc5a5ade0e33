import { existsSync } from 'node:fs';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('../..', import.meta.url));
const STORE_WORKER = `${root}dist/src/journal/sqlite/store-worker.js`;

/**
 * Puts child.mjs, the built package and what it imports into a few files of a folder: hundreds of processes are started,
 * and each takes half as long to load then. Gives the path of the script to run.
 */
export async function bundleChild(folder: string): Promise<string> {
  if (!existsSync(STORE_WORKER)) throw new Error('dist is missing; run `npm run build` first');
  // The driver has a native part and stays where it is.
  await symlink(`${root}node_modules`, join(folder, 'node_modules'));
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true, external: ['libsql'] },
    build: {
      ssr: true,
      outDir: folder,
      emptyOutDir: false,
      copyPublicDir: false,
      rolldownOptions: {
        input: { child: `${root}test/crash/child.mjs`, 'store-worker': STORE_WORKER },
        output: { entryFileNames: '[name].js', chunkFileNames: '[name].js' },
      },
    },
  });
  return join(folder, 'child.js');
}
