import { readFileSync } from 'node:fs';

/** Variables by name, such as `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What a variable holds, or why that cannot be told. */
export type EnvironmentValue =
  | {
      readonly value: string;
      /** What is wrong with it if it must not be empty: the file that holds it is. */
      readonly emptyFile?: string;
    }
  | { readonly trouble: string }
  | undefined;

/**
 * The value of a variable; if only `NAME_FILE` is set, what that file holds, without the line break at its end. That is
 * how secrets are handed to containers.
 */
export function environmentValue(environment: Environment, name: string): EnvironmentValue {
  const value = environment[name];
  if (value !== undefined) return { value };
  const file = environment[`${name}_FILE`];
  if (file === undefined || file === '') return undefined;
  const named = `the file ${file} that ${name}_FILE names`;
  try {
    const value = readFileSync(file, 'utf8').replace(/\r?\n$/, '');
    if (value.trim() !== '') return { value };
    return {
      value: '',
      emptyFile: `${named} is empty; write the value into it, or unset ${name}_FILE`,
    };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return {
      trouble: `${named} ${TROUBLES[code] ?? `cannot be read (${code}); name another`} in ${name}_FILE`,
    };
  }
}

const TROUBLES: Readonly<Record<string, string>> = {
  ENOENT: 'is not there; make it, or name another',
  ENOTDIR: 'is not there; make it, or name another',
  EISDIR: 'is a directory; name a file in it',
  EACCES: 'may not be read; let this user read it, or name another',
  EPERM: 'may not be read; let this user read it, or name another',
};
