import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

/** A file of the page, ready to be sent. */
export interface PageFile {
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The same, packed; left out where that would gain nothing. */
  readonly packed?: Uint8Array<ArrayBuffer>;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
};

/** Where the build leaves the page: seen from the sources and from what is built of them. */
const FOLDERS = ['../../../dashboard/', '../../../dist/dashboard/'].map((path) =>
  fileURLToPath(new URL(path, import.meta.url)),
);

/** Reads the built page into memory, by path. Empty if it was not built. */
export async function readPageFiles(): Promise<ReadonlyMap<string, PageFile>> {
  const files = new Map<string, PageFile>();
  const folder = await builtFolder();
  if (folder === undefined) return files;
  for (const path of await readdir(folder, { recursive: true })) {
    const type = TYPES[extname(path)];
    if (type === undefined) continue;
    const bytes = new Uint8Array(await readFile(join(folder, path)));
    const packed = new Uint8Array(await promisify(gzip)(bytes));
    const gain = packed.length < 0.9 * bytes.length;
    files.set(path.replaceAll('\\', '/'), { type, bytes, ...(gain ? { packed } : {}) });
  }
  return files;
}

async function builtFolder(): Promise<string | undefined> {
  for (const folder of FOLDERS) {
    // The sources of the page lie in a folder of that name, too; only what is built has its assets beside it.
    const names = await readdir(folder).catch((): string[] => []);
    if (names.includes('index.html') && names.includes('assets')) return folder;
  }
  return undefined;
}
