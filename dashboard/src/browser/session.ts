import { signal } from '@preact/signals';
import type { Session } from '../../../src/http/api/views.js';

/** Who may do what; `undefined` until the server said so. */
export const session = signal<Session | undefined>(undefined);

/** Whether things can be changed from this page. */
export function mayChange(): boolean {
  return session.value?.authorized === true && !session.value.readOnly;
}

/** Whether nothing is shown without the token. */
export function isLocked(): boolean {
  return session.value?.tokenNeeded === true && !session.value.authorized;
}
