import type { JSX } from 'preact';
import { openDialog } from '../browser/dialogs.js';
import { AcknowledgeDialog } from './incidents/acknowledge-dialog.js';
import { ShortcutsDialog } from './shortcuts-dialog.js';
import { SilenceDialog } from './silences/silence-dialog.js';

/** The dialog that is open, if one is. */
export function OpenDialog(): JSX.Element | null {
  const dialog = openDialog.value;
  switch (dialog?.kind) {
    case 'shortcuts':
      return <ShortcutsDialog />;
    case 'silence':
      return <SilenceDialog rows={dialog.rows} />;
    case 'acknowledge':
      return <AcknowledgeDialog incident={dialog.incident} />;
    case undefined:
      return null;
  }
}
