import { isData } from './interpolate.js';

/**
 * A configuration with some settings in the place of its own. Nothing is changed in what is given. A service that is a
 * check alone becomes one with settings where that is needed.
 */
export function mergeSettings(
  config: unknown,
  settings: readonly { readonly path: readonly string[]; readonly value: unknown }[],
): unknown {
  return settings.reduce((merged, { path, value }) => put(merged, path, value, []), config);
}

function put(into: unknown, path: readonly string[], value: unknown, above: readonly string[]): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  const known = isData(into) && !Array.isArray(into) ? into : widened(into, above);
  const inner: unknown = Object.hasOwn(known, name) ? Reflect.get(known, name) : undefined;
  return { ...known, [name]: put(inner, rest, value, [...above, name]) };
}

/** What stands in the place of something that has no settings. */
function widened(given: unknown, path: readonly string[]): object {
  const isCheck = path.length === 2 && path[0] === 'services' && given !== undefined && given !== null;
  return isCheck ? { check: given } : {};
}
