import { ConfigError } from '../domain/config-error.js';
import { redactText } from '../domain/redact.js';

/** Modules by the name that a configuration imports them with. */
export type Modules = Readonly<Record<string, unknown>>;

/**
 * The configuration that a TypeScript or JavaScript file exports: its default export, or the one named `config`. A
 * function is called for it.
 *
 * @param file an absolute path; `shown` names it in errors.
 * @param modules what the file gets for `import … from 'tocsin'`, wherever it stands.
 * @throws {@link ConfigError} if the file cannot be loaded or exports no configuration, or the one that it throws itself.
 */
export async function loadModule(file: string, shown: string, modules: Modules): Promise<unknown> {
  const { createJiti } = await import('jiti');
  // Without its caches a file is read anew each time, and nothing is written beside it.
  const jiti = createJiti(file, { fsCache: false, moduleCache: false, virtualModules: { ...modules } });
  try {
    const module: unknown = await jiti.import(file);
    const exported = namedExport(module, 'default') ?? namedExport(module, 'config');
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

function failure(message: string, cause?: unknown): ConfigError {
  return new ConfigError([{ path: '', message }], { cause });
}
