import type { Registry } from 'prom-client';
import { ERROR_CATEGORIES } from '../../domain/captured-error.js';
import type { Monitor } from '../../domain/monitor.js';
import { askedCounter } from './asked-figure.js';
import { LabelNames } from './label-names.js';

/** Triggers beyond this many are counted together. */
export const MOST_TRIGGERS = 100;

/** What errors the program handed in, and what they set off. Messages and components are anybody's: never a label. */
export function addErrorFigures(registry: Registry, { errors }: Monitor): void {
  const names = new LabelNames(MOST_TRIGGERS);
  askedCounter(registry, {
    name: 'tocsin_errors_captured_total',
    help: 'Errors captured, by category.',
    labels: ['category'],
    ask(add) {
      const counts = errors.counts();
      for (const category of ERROR_CATEGORIES) add({ category }, counts[category]);
    },
  });
  askedCounter(registry, {
    name: 'tocsin_error_triggers_fired_total',
    help: 'How often triggers fired.',
    labels: ['trigger'],
    ask(add) {
      for (const { name, fired } of errors.triggers.list()) add({ trigger: names.of(name) }, fired);
    },
  });
}
