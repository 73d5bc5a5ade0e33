import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import type { ModuleCache } from 'jiti';
import type { Modules } from './load-module.js';

/**
 * Runs a TypeScript or JavaScript file and what it imports, all as they are written now. Node itself runs a JavaScript
 * file once and for all, so none is left to it but those of packages.
 *
 * @param file its real path
 * @param modules what it gets for these names, wherever it stands
 * @returns what it exports
 */
export async function readModuleAnew(file: string, modules: Modules): Promise<unknown> {
  const { createJiti } = await import('jiti');
  forgetJson(file);
  // Without its caches a TypeScript file is read anew each time, and nothing is written beside it.
  const jiti = createJiti(file, { fsCache: false, moduleCache: false, virtualModules: { ...modules } });
  // What `require` asks for must be there at once, and all that this asks for in turn.
  let required = false;
  const run = (path: string): unknown => {
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
  // jiti asks here before it hands a JavaScript file on to Node.
  const cache: ModuleCache = new Proxy<ModuleCache>(Object.create(null), {
    get(ran, path) {
      if (typeof path !== 'string') return undefined;
      const known = begun.get(path) ?? ran[path];
      if (known !== undefined || !isOwnScript(path)) return known;
      const module = { exports: run(path) };
      begun.set(path, module);
      // Who asks later, as modules in a circle do, must not wait: it gets what there is by then.
      queueMicrotask(() => begun.delete(path));
      return module;
    },
  });
  return run(file);
}

/** Whether it is JavaScript, and of no package. */
function isOwnScript(path: string): boolean {
  return /\.[cm]?js$/.test(path) && !/[\\/]node_modules[\\/]/.test(path);
}

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

/** Node keeps what it read of these, too. */
function forgetJson(file: string): void {
  const { cache } = createRequire(file);
  for (const path of Object.keys(cache)) {
    if (path.endsWith('.json') && !/[\\/]node_modules[\\/]/.test(path)) delete cache[path];
  }
}
