import { useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { AlertMatchJson } from '../../../../src/domain/matcher.js';
import { store } from '../../browser/live.js';
import { incidentId } from '../../state/incident-list.js';
import { previewSilence } from '../../state/silence-preview.js';
import { pluralText } from '../../text/number-text.js';

/** So many are named; the others are counted. */
const NAMED = 8;

/** What a silence would hold back now. */
export function SilencePreviewList({ match }: { match: AlertMatchJson | undefined }): JSX.Element {
  const json = JSON.stringify(match);
  const firing = useComputed(() => store.incidents.value.filter(({ status }) => status !== 'resolved')).value;
  const names = store.names.value;
  // Statuses come and go meanwhile; what matters here are names and labels.
  const preview = useMemo(
    () => (match === undefined ? undefined : previewSilence(match, store.states(), firing)),
    [json, names, firing],
  );
  return (
    <section class="preview" aria-live="polite" aria-label="What it would match now">
      {preview === undefined ? (
        <p class="quiet">What it would match now shows here.</p>
      ) : (
        <>
          <p>
            Would match now: <strong>{pluralText(preview.services.length, 'service')}</strong> and{' '}
            <strong>{pluralText(preview.incidents.length, 'firing incident')}</strong>
          </p>
          <ul class="preview-names">
            {preview.services.slice(0, NAMED).map((name) => (
              <li key={name}>
                <bdi>{name}</bdi>
              </li>
            ))}
            {preview.services.length > NAMED && (
              <li class="quiet">and {preview.services.length - NAMED} more</li>
            )}
          </ul>
          <ul class="preview-names">
            {preview.incidents.slice(0, NAMED).map((incident) => (
              <li key={incidentId(incident)}>
                <bdi>{incident.alert.title}</bdi>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
