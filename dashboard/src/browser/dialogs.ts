import { signal } from '@preact/signals';
import type { Incident } from '../../../src/domain/incident.js';
import type { MatchRow } from '../state/silence-draft.js';

/** The dialog that is open, if one is. That of `why` is in the route instead, so that it can be linked. */
export type OpenDialog =
  | { readonly kind: 'shortcuts' }
  | { readonly kind: 'silence'; readonly rows: readonly MatchRow[] }
  | { readonly kind: 'acknowledge'; readonly incident: Incident };

export const openDialog = signal<OpenDialog | undefined>(undefined);

export function closeDialog(): void {
  openDialog.value = undefined;
}
