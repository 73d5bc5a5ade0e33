import type { JSX } from 'preact';
import type { HistoryPoint } from '../../../../src/domain/history.js';
import type { HistorySpanName } from '../../state/history-span.js';
import { latencyText } from '../../text/number-text.js';
import { spanText } from '../../text/time-text.js';
import { LatencyChart } from './latency-chart.js';

/** How long the checks took: a chart, and the same as a table. */
export function LatencyPanel({
  points,
  span,
}: {
  points: readonly HistoryPoint[] | undefined;
  span: HistorySpanName;
}): JSX.Element {
  const measured = points?.filter(({ latency }) => latency !== undefined) ?? [];
  return (
    <div class="latency">
      <h3>Latency</h3>
      {points !== undefined && measured.length === 0 ? (
        <p class="quiet">Nothing was measured in this time.</p>
      ) : (
        <LatencyChart points={points ?? []} span={span} />
      )}
      {measured.length > 0 && (
        <details class="as-table">
          <summary>As a table</summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys */}
          <section class="table-scroll" tabIndex={0} aria-label="Latency as a table">
            <table>
              <thead>
                <tr>
                  <th scope="col">Time</th>
                  <th scope="col">Checks</th>
                  <th scope="col">p50</th>
                  <th scope="col">p95</th>
                  <th scope="col">Max</th>
                </tr>
              </thead>
              <tbody>
                {measured.toReversed().map(({ from, to, checks, latency }) => (
                  <tr key={from}>
                    <th scope="row">{spanText(from, to)}</th>
                    <td>{checks}</td>
                    <td>{latency !== undefined && latencyText(latency.p50)}</td>
                    <td>{latency !== undefined && latencyText(latency.p95)}</td>
                    <td>{latency !== undefined && latencyText(latency.max)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        </details>
      )}
    </div>
  );
}
