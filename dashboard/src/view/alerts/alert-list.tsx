import type { JSX } from 'preact';
import type { AlertView } from '../../../../src/http/api/views.js';
import { AlertRow } from './alert-row.js';

/** Alerts in the order in which they are given. */
export function AlertList({ alerts }: { alerts: readonly AlertView[] }): JSX.Element {
  return (
    <ol class="timeline">
      {alerts.map((view) => (
        <AlertRow key={view.alert.id} view={view} />
      ))}
    </ol>
  );
}
