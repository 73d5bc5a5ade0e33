import { signal } from '@preact/signals';
import { formatRoute, parseRoute, type Route } from '../state/route.js';

const current = signal(parseRoute(location.hash));
addEventListener('hashchange', () => {
  current.value = parseRoute(location.hash);
});

/** Where somebody is. */
export const route = {
  get value(): Route {
    return current.value;
  },
  peek: (): Route => current.peek(),
};

/** Goes there; Back returns. */
export function goTo(hash: string): void {
  location.hash = hash;
}

/** Changes the query of where one is. A filter that is typed makes no history: Back leads out of the view. */
export function changeQuery(
  changes: Readonly<Record<string, string>>,
  { remember = false }: { remember?: boolean } = {},
): void {
  const { view, name, query } = current.peek();
  replaceQuery({ view, name, query: { ...query, ...changes } }, remember);
}

/** Like {@link changeQuery}, but what is left out goes back to its default. */
export function setQuery(query: Readonly<Record<string, string>>): void {
  const { view, name } = current.peek();
  replaceQuery({ view, name, query }, false);
}

function replaceQuery(next: Route, remember: boolean): void {
  const hash = formatRoute(next);
  if (hash === location.hash) return;
  if (remember) history.pushState(null, '', hash);
  else history.replaceState(null, '', hash);
  current.value = parseRoute(hash);
}
