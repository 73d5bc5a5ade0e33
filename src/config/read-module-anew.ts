import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import type { ModuleCache } from 'jiti';

/** Modules by the name that a configuration imports them with. */
export type Modules = Readonly<Record<string, unknown>>;

/**
 * Runs a TypeScript or JavaScript file and what it imports, all as they are written now. Node itself runs a JavaScript
 * file once and for all, so none is left to it but those of packages.
 *
 * @param file its real path
 * @param modules what it gets for these names, wherever it stands
 * @param about is told of each file, absolute, right before it is read
 * @returns what it exports
 */
export async function readModuleAnew(
  file: string,
  modules: Modules,
  about: (file: string) => void,
): Promise<unknown> {
  const { createJiti } = await import('jiti');
  const json = createRequire(file).cache;
  // Node keeps what it read of these, too.
  for (const path of ownJsonIn(json)) delete json[path];
  // Without its caches a TypeScript file is read anew each time, and nothing is written beside it.
  const jiti = createJiti(file, { fsCache: false, moduleCache: false, virtualModules: { ...modules } });
  // What `require` asks for must be there at once, and all that this asks for in turn.
  let required = false;
  const run = (path: string): unknown => {
    about(path);
    const source = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
    const before = required;
    required ||= isCommonJs(path, source);
    try {
      return jiti.evalModule(source, {
        filename: path,
        ext: extname(path),
        async: !required,
        forceTranspile: true,
        cache,
      });
    } finally {
      required = before;
    }
  };
  /** It asks twice in a row. What has to be waited for is exported as a promise. */
  const begun = new Map<string, { readonly exports: unknown }>();
  // jiti asks here before it reads a file, or hands it on to Node.
  const cache: ModuleCache = new Proxy<ModuleCache>(Object.create(null), {
    get(ran, path) {
      if (typeof path !== 'string') return undefined;
      const known = begun.get(path) ?? ran[path];
      if (known !== undefined || OF_PACKAGE.test(path)) return known;
      if (!/\.[cm]?js$/.test(path)) {
        about(path);
        return undefined;
      }
      const module = { exports: run(path) };
      begun.set(path, module);
      // Who asks later, as modules in a circle do, must not wait: it gets what there is by then.
      queueMicrotask(() => begun.delete(path));
      return module;
    },
  });
  try {
    return await run(file);
  } finally {
    ownJsonIn(json).forEach(about);
  }
}

function ownJsonIn(cache: NodeJS.Dict<unknown>): string[] {
  return Object.keys(cache).filter((path) => path.endsWith('.json') && !OF_PACKAGE.test(path));
}

const OF_PACKAGE = /[\\/]node_modules[\\/]/;

/** Whether `require` may have it: its exports are there at once. */
function isCommonJs(path: string, source: string): boolean {
  if (path.endsWith('.cjs')) return true;
  return path.endsWith('.js') && !MODULE_SYNTAX.test(source) && packageType(dirname(path)) !== 'module';
}

const MODULE_SYNTAX = /^\s*(?:import\b(?!\s*\()|export\b)/m;

/** The `type` of the package that a folder is in. */
function packageType(folder: string): unknown {
  try {
    const parsed: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return typeof parsed === 'object' && parsed !== null ? Reflect.get(parsed, 'type') : undefined;
  } catch {
    const above = dirname(folder);
    return above === folder ? undefined : packageType(above);
  }
}
