/** More layers than this are not looked through. */
const MOST_LAYERS = 10_000;

/** The full pattern of a route once it was found. */
const known = new WeakMap<object, string>();

/**
 * The pattern of the route that a request of express took, such as `/api/orders/:id`. A route knows only its own part; the
 * paths that its routers are mounted at are found by looking for it among them. Where they cannot be told, as before
 * express 5.3 or where a router is mounted twice, it is the route's own part.
 */
export function expressRoute(request: object): string | undefined {
  const route = property(request, 'route');
  if (typeof route !== 'object' || route === null) return undefined;
  const found = known.get(route);
  if (found !== undefined) return found;
  const own = patternOf(property(route, 'path')) ?? '';
  const [mount = '', second] = mountsOf(route, rootStack(request));
  const pattern = joined(second === undefined ? mount : '', own);
  known.set(route, pattern);
  return pattern;
}

/** Where a route is mounted: one for each way to it, at most two. */
function mountsOf(route: object, stack: readonly unknown[]): string[] {
  const found: string[] = [];
  const open: { readonly stack: readonly unknown[]; readonly at: string }[] = [{ stack, at: '' }];
  let looked = 0;
  for (let next = open.pop(); next !== undefined && found.length < 2; next = open.pop()) {
    for (const layer of next.stack) {
      if (++looked > MOST_LAYERS) return [];
      if (property(layer, 'route') === route) found.push(next.at);
      const below = property(property(layer, 'handle'), 'stack');
      const path = patternOf(property(layer, 'rawPath'));
      if (Array.isArray(below) && path !== undefined) open.push({ stack: below, at: joined(next.at, path) });
    }
  }
  return found;
}

function rootStack(request: object): readonly unknown[] {
  const app = property(request, 'app');
  const stack = property(property(app, '_router') ?? property(app, 'router'), 'stack');
  return Array.isArray(stack) ? stack : [];
}

function patternOf(path: unknown): string | undefined {
  if (typeof path === 'string') return path;
  if (path instanceof RegExp) return String(path);
  if (!Array.isArray(path)) return undefined;
  const patterns = path.map(patternOf).filter((pattern) => pattern !== undefined);
  return patterns.length === 0 ? undefined : patterns.join('|');
}

function joined(mount: string, path: string): string {
  if (path === '' || path === '/') return mount === '' ? path : mount;
  return mount === '/' ? path : `${mount}${path}`;
}

/** Express 4 throws where its successor has a router. */
function property(value: unknown, name: string): unknown {
  if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return undefined;
  try {
    return Reflect.get(value, name);
  } catch {
    return undefined;
  }
}
