import { formatRoute, type Route } from '../state/route.js';
import { changeQuery, route } from './route.js';

/** Opens what happened to an alert or a notification. It is in the hash, so that it can be linked, and Back closes it. */
export function askWhy(id: string): void {
  changeQuery({ why: id }, { remember: true });
}

export function closeWhy(): void {
  changeQuery({ why: '' });
}

/** The link that opens it here. */
export function whyLink(id: string): string {
  const here: Route = route.value;
  return formatRoute({ ...here, query: { ...here.query, why: id } });
}
