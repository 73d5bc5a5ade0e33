import type { Severity } from '../../domain/severity.js';

/** What others call them. */
const WORDS: ReadonlyMap<string, Severity> = new Map<string, Severity>([
  ['debug', 'debug'],
  ['none', 'debug'],
  ['info', 'info'],
  ['information', 'info'],
  ['informational', 'info'],
  ['notice', 'info'],
  ['low', 'info'],
  ['ok', 'info'],
  ['warning', 'warning'],
  ['warn', 'warning'],
  ['minor', 'warning'],
  ['medium', 'warning'],
  ['error', 'error'],
  ['err', 'error'],
  ['high', 'error'],
  ['major', 'error'],
  ['critical', 'critical'],
  ['crit', 'critical'],
  ['page', 'critical'],
  ['fatal', 'critical'],
  ['emergency', 'critical'],
  ['emerg', 'critical'],
  ['alert', 'critical'],
  ['disaster', 'critical'],
]);

/**
 * The severity that a `severity` label means, whatever its case. One that is missing or says something else is a
 * `warning`: it must not be lost below the pipeline's `minSeverity`, nor wake anybody.
 */
export function readSeverity(label: string | undefined): Severity {
  if (label === undefined) return 'warning';
  return WORDS.get(label) ?? WORDS.get(label.trim().toLowerCase()) ?? 'warning';
}
