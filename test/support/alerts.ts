import type { Alert } from '../../src/domain/alert.js';

/** An alert for tests: a warning of the key `k`; give what matters. */
export function alertOf(parts: Partial<Alert> = {}): Alert {
  return {
    id: 'a',
    at: 0,
    key: 'k',
    kind: 'event',
    status: 'firing',
    title: 'Title',
    message: '',
    severity: 'warning',
    category: 'system',
    data: {},
    labels: {},
    ...parts,
  };
}
