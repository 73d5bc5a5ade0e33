import type { Alert } from '../../domain/alert.js';
import { labelsOf } from '../../domain/alert-labels.js';
import { isPosted } from './condition-input.js';
import { labelFingerprint } from './label-fingerprint.js';
import { KEY_NAME } from './silence-matchers.js';

/** What follows from an alert once and for all. */
export interface Facts {
  /** What was posted, as it was posted; else all that it would be matched by. */
  readonly labels: Readonly<Record<string, string>>;
  readonly fingerprint: string;
}

/** Remembers {@link Facts} as long as the alerts are there: interfaces ask for all of them every few seconds. */
export class AlertFacts {
  readonly #known = new WeakMap<Alert, Facts>();

  of(alert: Alert): Facts {
    const known = this.#known.get(alert);
    if (known !== undefined) return known;
    const facts = factsOf(alert);
    this.#known.set(alert, facts);
    return facts;
  }
}

function factsOf(alert: Alert): Facts {
  if (isPosted(alert)) return { labels: alert.labels, fingerprint: labelFingerprint(alert.labels) };
  const labels = labelsOf(alert);
  // Of alerts that were not posted here two may have the same labels; their keys tell them apart.
  return { labels, fingerprint: labelFingerprint({ ...labels, [KEY_NAME]: alert.key }) };
}
