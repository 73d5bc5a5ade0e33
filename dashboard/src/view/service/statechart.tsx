import type { JSX } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import type { ServiceState } from '../../../../src/domain/service.js';
import { getEvents } from '../../api/calls.js';
import {
  type DrawnEdge,
  type DrawnLine,
  type DrawnState,
  serviceChart,
} from '../../generated/service-chart.js';
import { edgeOf, lastTransition } from '../../state/last-transition.js';
import { useLoaded } from '../use-loaded.js';

/** Many services may take a status in the same millisecond, but not that many. */
const EVENTS = 500;

/** The machine of a service: the state it is in is lit, and the way it took there marked. */
export function Statechart({ state }: { state: ServiceState }): JSX.Element {
  const { name, since, status } = state;
  const { loaded } = useLoaded(`${since} ${name}`, async (signal) => {
    const events = await getEvents(
      {
        type: ['status.changed', 'service.resumed'],
        from: Math.floor(since),
        to: Math.floor(since) + 1,
        limit: EVENTS,
      },
      signal,
    );
    return lastTransition(events, state);
  });
  const transition = loaded.value.value;
  const edge = transition === undefined ? undefined : edgeOf(transition);
  const title = useId();
  const box = useRef<HTMLElement>(null);
  // Where there is no room for all of it, the state that it is in is seen.
  useEffect(() => {
    const drawn = serviceChart.states.find(({ id }) => id === status);
    if (box.current === null || drawn === undefined) return;
    const { scrollWidth, clientWidth } = box.current;
    box.current.scrollLeft = (drawn.x / serviceChart.width) * scrollWidth - clientWidth / 2;
  }, [status]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
    <section class="chart-scroll" ref={box} tabIndex={0} aria-label="Statechart">
      <svg
        class={`statechart statechart-${status}`}
        viewBox={`0 0 ${serviceChart.width} ${serviceChart.height}`}
        role="img"
        aria-labelledby={title}
      >
        <title id={title}>
          {`The states of a service. It is ${status}${transition?.from === undefined ? '' : `, and was ${transition.from} before`}.`}
        </title>
        {/* The way that was taken is drawn last, above those that cross it. */}
        {serviceChart.edges
          .toSorted((a, b) => Number(a.id === edge) - Number(b.id === edge))
          .map((drawn) => (
            <Edge key={drawn.id} edge={drawn} taken={drawn.id === edge} />
          ))}
        {serviceChart.states.map((drawn) => (
          <State key={drawn.id} state={drawn} current={drawn.id === status} />
        ))}
      </svg>
    </section>
  );
}

function Edge({ edge, taken }: { edge: DrawnEdge; taken: boolean }): JSX.Element {
  return (
    <g class={taken ? 'edge edge-taken' : 'edge'} data-edge={edge.id}>
      <path class="edge-line" d={edge.line} />
      <path class="edge-head" d={edge.head} />
      <Lines lines={edge.lines} />
    </g>
  );
}

function State({ state, current }: { state: DrawnState; current: boolean }): JSX.Element {
  const { id, x, y, width, height } = state;
  return (
    <g class={`state state-${id}${current ? ' state-current' : ''}`} data-state={id}>
      {id === 'start' ? (
        <circle cx={x} cy={y} r={width / 2} />
      ) : (
        <rect x={x - width / 2} y={y - height / 2} width={width} height={height} rx={8} />
      )}
      <Lines lines={state.lines} />
    </g>
  );
}

function Lines({ lines }: { lines: readonly DrawnLine[] }): JSX.Element {
  return (
    <>
      {lines.map(({ kind, text, x, y, size }) => (
        <text key={`${x} ${y}`} class={`drawn-${kind}`} x={x} y={y} font-size={size} text-anchor="middle">
          {text}
        </text>
      ))}
    </>
  );
}
