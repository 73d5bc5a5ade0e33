import { signal } from '@preact/signals';
import type { Session } from '../../../src/http/api/views.js';

/** Who may do what. Until the server said so, nobody may change anything. */
export const session = signal<Session>({ tokenNeeded: false, authorized: true, readOnly: true });

/** Whether things can be changed from this page. */
export function mayChange(): boolean {
  return session.value.authorized && !session.value.readOnly;
}
