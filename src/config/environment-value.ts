import { readFileSync } from 'node:fs';

/** Variables by name, such as `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What a variable holds, or why that cannot be told. */
export type EnvironmentValue = { readonly value: string } | { readonly trouble: string } | undefined;

/**
 * The value of a variable; if only `NAME_FILE` is set, what that file holds, without the line break at its end. That is
 * how secrets are handed to containers.
 */
export function environmentValue(environment: Environment, name: string): EnvironmentValue {
  const value = environment[name];
  if (value !== undefined) return { value };
  const file = environment[`${name}_FILE`];
  if (file === undefined || file === '') return undefined;
  try {
    return { value: readFileSync(file, 'utf8').replace(/\r?\n$/, '') };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return { trouble: `the file that ${name}_FILE names cannot be read (${code}); name one that can` };
  }
}
