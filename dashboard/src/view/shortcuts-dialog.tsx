import type { JSX } from 'preact';
import { closeDialog } from '../browser/dialogs.js';
import { store } from '../browser/live.js';
import { SHORTCUTS } from '../browser/shortcuts.js';
import { Dialog } from './dialog.js';

/** What the keys do. */
export function ShortcutsDialog(): JSX.Element {
  return (
    <Dialog title="Keyboard shortcuts" onClose={closeDialog}>
      <dl class="shortcuts">
        {SHORTCUTS.map(({ keys, does }) => (
          <div key={keys} class="shortcut">
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      {store.version.value !== '' && <p class="quiet">Tocsin {store.version.value}</p>}
    </Dialog>
  );
}
