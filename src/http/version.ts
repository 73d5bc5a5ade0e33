import { createRequire } from 'node:module';

/** The version of this package. Asked for by its name: the sources and what is built of them lie at different depths. */
export const VERSION = readVersion();

function readVersion(): string {
  const manifest: unknown = createRequire(import.meta.url)('tocsin/package.json');
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : '';
}
