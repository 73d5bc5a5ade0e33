import { ConfigError } from '../domain/config-error.js';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EISDIR: 'it is a directory',
  EACCES: 'it may not be read',
  EPERM: 'it may not be read',
};

/** The error for a file that cannot be read. */
export function fileFailure(file: string, error: unknown): ConfigError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  return new ConfigError([{ path: '', message: `cannot read ${file}: ${REASONS[code] ?? code}` }], {
    cause: error,
  });
}
