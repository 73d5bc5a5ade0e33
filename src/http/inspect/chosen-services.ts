import type { Monitor } from '../../domain/monitor.js';
import type { Refusal } from './refuse-upgrade.js';

/** How many services one client may watch. */
export const MOST_SERVICES = 50;
/** How much of a name is repeated to whoever asked. */
const LONGEST_QUOTE = 100;

/** The services that a request names, as `?service=api&service=db`; or why they cannot be watched. */
export function chosenServices(url: string | undefined, monitor: Monitor): readonly string[] | Refusal {
  const base = 'http://localhost';
  const path = url ?? '';
  const query = URL.canParse(path, base) ? new URL(path, base).searchParams : new URLSearchParams();
  const names = [...new Set(query.getAll('service'))];
  if (names.length === 0) {
    return { status: 400, message: 'choose the services to watch, such as ?service=api&service=db' };
  }
  if (names.length > MOST_SERVICES) {
    return { status: 400, message: `at most ${MOST_SERVICES} services can be watched, not ${names.length}` };
  }
  const unknown = names.find((name) => monitor.service(name) === undefined);
  if (unknown === undefined) return names;
  return { status: 404, message: `there is no service ${JSON.stringify(unknown.slice(0, LONGEST_QUOTE))}` };
}
