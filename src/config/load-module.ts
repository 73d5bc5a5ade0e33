import { realpath } from 'node:fs/promises';
import { ConfigError } from '../domain/config-error.js';
import { redactText } from '../domain/redact.js';
import { type Modules, readModuleAnew } from './read-module-anew.js';

/**
 * The configuration that a TypeScript or JavaScript file exports: its default export, or the one named `config`. A
 * function is called for it. The file and what it imports are read anew each time, but for packages.
 *
 * @param file an absolute path; `shown` names it in errors.
 * @param modules what the file gets for `import … from 'tocsin'`, wherever it stands.
 * @param about is told of each file that it imports, right before that is read.
 * @throws {@link ConfigError} if the file cannot be loaded or exports no configuration, or the one that it throws itself.
 */
export async function loadModule(
  file: string,
  shown: string,
  modules: Modules,
  about: (file: string) => void = () => {},
): Promise<unknown> {
  try {
    // Imports lead on from where the file is, and not from where a link to it is.
    const module = await readModuleAnew(await realpath(file), modules, about);
    const exported = namedExport(module, 'default') ?? namedExport(module, 'config') ?? commonExport(module);
    if (exported === undefined) {
      throw failure(`${shown} exports no configuration; write export default defineConfig({ … })`);
    }
    return await (typeof exported === 'function' ? exported() : exported);
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw failure(`cannot load ${shown}: ${redactText(message)}`, error);
  }
}

function namedExport(module: unknown, name: string): unknown {
  return typeof module === 'object' && module !== null && name in module
    ? Reflect.get(module, name)
    : undefined;
}

/** What CommonJS sets `module.exports` to. */
function commonExport(module: unknown): unknown {
  if (typeof module === 'function') return module;
  const empty = typeof module !== 'object' || module === null || Object.keys(module).length === 0;
  return empty || '__esModule' in module ? undefined : module;
}

function failure(message: string, cause?: unknown): ConfigError {
  return new ConfigError([{ path: '', message }], { cause });
}
