import type { SuppressionReason } from '../../../src/domain/alert.js';
import type { AlertStats } from '../../../src/domain/alert-stats.js';
import { countText } from './number-text.js';
import { SUPPRESSION_WORDS } from './words.js';

const REASONS: readonly SuppressionReason[] = [
  'severity',
  'silenced',
  'inhibited',
  'flapping',
  'throttled',
  'untold',
];

/** How many alerts were held back, and why, one line a reason. */
export function heldBack({ suppressed }: AlertStats): { total: number; details: string } {
  const given = REASONS.filter((reason) => suppressed[reason] > 0);
  return {
    total: given.reduce((sum, reason) => sum + suppressed[reason], 0),
    details: given
      .map((reason) => `${countText(suppressed[reason])} ${SUPPRESSION_WORDS[reason]}`)
      .join('\n'),
  };
}
