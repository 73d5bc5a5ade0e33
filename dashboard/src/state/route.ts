/** The views, as the first part of the hash names them. */
export const VIEWS = [
  'services',
  'service',
  'alerts',
  'notifications',
  'incidents',
  'silences',
  'channels',
] as const;

export type View = (typeof VIEWS)[number];

/** Where in the page somebody is. All of it is in the hash, so that links and reloading lead back there. */
export interface Route {
  readonly view: View;
  /** Of the service, in its own view; else empty. */
  readonly name: string;
  /** The filters and the like; what is not said is at its default. */
  readonly query: Readonly<Record<string, string>>;
}

/** Reads a hash such as `#/services?status=unhealthy&q=api`. Anything that is none leads to all services. */
export function parseRoute(hash: string): Route {
  const [path = '', search = ''] = split(hash.replace(/^#/, ''), '?');
  const [first = '', rest = ''] = split(path.replace(/^\//, ''), '/');
  const query = Object.fromEntries(new URLSearchParams(search));
  const view = VIEWS.find((candidate) => candidate === first) ?? 'services';
  const name = view === 'service' ? decoded(rest) : '';
  if (view === 'service' && name === '') return { view: 'services', name: '', query };
  return { view, name, query };
}

/** The hash of a route; what is empty in its query is left out. */
export function formatRoute({ view, name, query }: Route): string {
  const path = view === 'service' ? `#/service/${encodeURIComponent(name)}` : `#/${view}`;
  const given = Object.entries(query).filter(([, value]) => value !== '');
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
}

/** The hash of a view without filters. */
export function linkTo(view: Exclude<View, 'service'>, query: Readonly<Record<string, string>> = {}): string {
  return formatRoute({ view, name: '', query });
}

/** The hash of a service's own view. */
export function linkToService(name: string): string {
  return formatRoute({ view: 'service', name, query: {} });
}

/** Cuts at the first `mark`. */
function split(text: string, mark: string): [string, string] {
  const index = text.indexOf(mark);
  return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index + mark.length)];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Typed by hand, such as `100%`.
    return text;
  }
}
