import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { getHistory, getUptime } from '../../api/calls.js';
import { now } from '../../browser/clock.js';
import { changeQuery, route } from '../../browser/route.js';
import { HISTORY_SPANS, historyRefresh, historySpan, historySpanOf } from '../../state/history-span.js';
import { SPANS } from '../../state/service-filter.js';
import { percentText } from '../../text/number-text.js';
import { Failure } from '../failure.js';
import { Segments } from '../segments.js';
import { useLoaded } from '../use-loaded.js';
import { HistoryStrip } from './history-strip.js';
import { LatencyPanel } from './latency-panel.js';

/** How the service did: uptime, bar by bar, and how long its checks took. */
export function ServiceHistory({ name }: { name: string }): JSX.Element {
  const span = historySpanOf(route.value.query);
  const uptime = useLoaded(`uptime ${name}`, (signal) => getUptime(name, signal));
  const history = useLoaded(`${span} ${name}`, (signal) =>
    getHistory(name, historySpan(span, now.peek()), signal),
  );
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.hidden) return;
      uptime.reload();
      history.reload();
    }, historyRefresh(span));
    return () => clearInterval(timer);
  }, [name, span]);
  const { value: points, error } = history.loaded.value;
  return (
    <section class="panel" aria-labelledby="history-heading">
      <div class="panel-head">
        <h2 id="history-heading">History</h2>
        <Segments
          label="History over"
          value={span}
          options={HISTORY_SPANS.map((one) => ({ value: one, text: one }))}
          onChange={(chosen) => changeQuery({ span: chosen === '24h' ? '' : chosen })}
        />
      </div>
      <dl class="uptimes">
        {SPANS.map((one) => (
          <div key={one} class="uptime" data-chosen={one === span}>
            <dt class="uptime-span">{one}</dt>
            <dd class="uptime-share">{uptimeText(uptime.loaded.value.value?.[one])}</dd>
          </div>
        ))}
      </dl>
      {error !== undefined && points === undefined ? (
        <Failure what="Its history could not be loaded." error={error} retry={history.reload} />
      ) : (
        <>
          <HistoryStrip points={points} span={span} />
          <LatencyPanel points={points} span={span} />
        </>
      )}
    </section>
  );
}

function uptimeText(percent: number | null | undefined): string {
  return percent === undefined || percent === null ? '–' : percentText(percent);
}
