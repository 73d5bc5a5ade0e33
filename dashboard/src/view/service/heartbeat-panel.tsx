import type { JSX } from 'preact';
import type { HeartbeatState } from '../../../../src/domain/heartbeat.js';
import { now } from '../../browser/clock.js';
import { heartbeatFacts } from '../../text/heartbeat-facts.js';
import { Time } from '../time.js';
import { Fact } from './fact.js';

/** When a job was heard of, and when it has to be again. */
export function HeartbeatPanel({
  heartbeat,
  paused,
}: {
  heartbeat: HeartbeatState;
  paused: boolean;
}): JSX.Element {
  return (
    <section class="panel" aria-labelledby="heartbeat-heading">
      <h2 id="heartbeat-heading">Heartbeat</h2>
      <dl class="facts">
        {heartbeatFacts(heartbeat, paused, now.value).map(({ name, at, text }) => (
          <Fact key={name} name={name}>
            {at === undefined ? text : <Time at={at}>{text}</Time>}
          </Fact>
        ))}
      </dl>
    </section>
  );
}
