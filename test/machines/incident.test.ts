import { describe, expect, test } from 'vitest';
import { createActor } from 'xstate';
import { getShortestPaths } from 'xstate/graph';
import {
  type IncidentEvent,
  type IncidentStatus,
  incidentMachine,
  nextIncidentStatus,
} from '../../machines/incident.js';

const EVENTS: readonly IncidentEvent[] = [
  { type: 'fire' },
  { type: 'acknowledge', by: 'ann' },
  { type: 'resolve' },
];

describe('an incident', () => {
  test.each(
    getShortestPaths(incidentMachine, {
      events: [...EVENTS],
      limit: 1_000,
      stopWhen: ({ context }) => context.count > 3,
    }),
  )('is where the rule says along path %#', ({ steps }) => {
    const actor = createActor(incidentMachine).start();
    let status: IncidentStatus = 'firing';
    for (const { event } of steps) {
      const known = EVENTS.find(({ type }) => type === event.type);
      if (known === undefined) continue;
      actor.send(known);
      status = nextIncidentStatus(status, known.type);
      expect(actor.getSnapshot().value).toBe(status);
    }
  });

  test('is acknowledged only while it fires, and names who took it on last', () => {
    const actor = createActor(incidentMachine).start();
    actor.send({ type: 'acknowledge', by: 'ann' });
    actor.send({ type: 'fire' });
    actor.send({ type: 'acknowledge', by: 'bob' });
    expect(actor.getSnapshot()).toMatchObject({
      value: 'acknowledged',
      context: { count: 2, acknowledgedBy: 'bob' },
    });
    actor.send({ type: 'resolve' });
    expect(actor.getSnapshot()).toMatchObject({ value: 'resolved', status: 'done' });
    expect(nextIncidentStatus('resolved', 'acknowledge')).toBe('resolved');
  });
});
