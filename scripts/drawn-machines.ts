import type { AnyStateMachine } from 'xstate';
import { circuitBreakerMachine, incidentMachine, serviceMachine, sinkMachine } from '../machines/index.js';
import type { GuardWords } from './machine-chart.js';

/** A machine that is drawn, and how. */
export interface DrawnMachine {
  /** The name of its file in docs/machines. */
  readonly name: string;
  readonly title: string;
  readonly machine: AnyStateMachine;
  /** What it is, for the page. */
  readonly sentence: string;
  readonly words: GuardWords;
  /** States that are to stand side by side, in this order. */
  readonly row?: readonly string[];
}

/** All machines, in the order of the flow. */
export const DRAWN_MACHINES: readonly DrawnMachine[] = [
  {
    name: 'service',
    title: 'Service',
    machine: serviceMachine,
    sentence:
      'A monitored service: results of its check come in as `pass`, `warn` and `fail`, and enough of them in a row confirm a change; while it is paused, none counts.',
    words: {
      active: '',
      paused: '',
      recovered: 'enough in a row',
      confirmedDown: 'enough in a row',
      noLongerDown: 'enough without a fail',
    },
  },
  {
    name: 'incident',
    title: 'Incident',
    machine: incidentMachine,
    sentence:
      'A condition from its first firing to its end: firing again does not undo an acknowledgement, and what fires after the end is a new incident.',
    words: {},
  },
  {
    name: 'sink',
    title: 'Sink',
    machine: sinkMachine,
    sentence:
      'The delivery life of one channel: whenever something happened it decides afresh what to do next, from what waits and from the time that came with the event.',
    words: {
      stopping: 'stopping',
      circuitOpen: 'circuit is open',
      rateLimited: 'receiver asked to wait',
      nothingWaits: 'nothing waits',
      trialDue: 'trial is due',
      ready: 'something is due',
    },
    row: ['circuitOpen', 'rateLimited', 'backingOff', 'sending', 'probing'],
  },
  {
    name: 'circuit-breaker',
    title: 'Circuit breaker',
    machine: circuitBreakerMachine,
    sentence:
      'A circuit: five failures in a row open it for 30 s; then one trial decides. A breaker of your own may have other limits, and is opened and closed by hand, too.',
    words: { lastOfTooMany: 'the fifth in a row', cooledDown: 'after 30 s' },
  },
];
