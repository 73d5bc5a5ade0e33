import type { JSX } from 'preact';
import type { StripSpan } from '../../../../src/http/api/views.js';
import { store, strips } from '../../browser/live.js';
import { linkToService } from '../../state/route.js';
import { latencyText, percentText } from '../../text/number-text.js';
import { STATUS_WORDS } from '../../text/words.js';
import { StatusIcon } from '../icons.js';
import { Labels } from '../labels.js';
import { Outside } from '../outside-text.js';
import { Strip } from '../strip.js';
import { Age } from '../time.js';

export interface ServiceRowProps {
  readonly name: string;
  readonly span: StripSpan;
  /** How far from the top of the list, in CSS pixels. */
  readonly top: number;
  readonly lane: number;
  readonly lanes: number;
  readonly rowIndex: number;
}

/** One service. It is drawn anew when something of this service changes, and not for any other. */
export function ServiceRow({ name, span, top, lane, lanes, rowIndex }: ServiceRowProps): JSX.Element | null {
  const state = store.service(name)?.value;
  if (state === undefined) return null;
  const strip = strips.strip(span, name).value;
  const { status, paused, flapping, labels, message, latencyMs, since } = state;
  return (
    <tr
      class={`service-row row-${paused ? 'paused' : status}`}
      aria-rowindex={rowIndex}
      style={{ top: `${top}px`, left: `${(lane / lanes) * 100}%`, width: `${100 / lanes}%` }}
    >
      <td class="cell cell-status">
        <StatusIcon status={status} paused={paused} />
        <span class={`status-word tone-${status}`}>{paused ? 'Paused' : STATUS_WORDS[status]}</span>
      </td>
      <td class="cell cell-name">
        <a class="service-link" href={linkToService(name)} data-item={`service ${name}`} title={name}>
          <bdi>{name}</bdi>
        </a>
        {flapping && (
          <span class="badge" title="It changes its mind too often.">
            flapping
          </span>
        )}
        <Labels labels={labels} />
      </td>
      <td class="cell cell-strip">
        <Strip strip={strip} label={`Last ${span}`} />
      </td>
      <td class="cell cell-number cell-uptime">
        {strip?.uptime === undefined ? <Unknown /> : percentText(strip.uptime)}
      </td>
      <td class="cell cell-number cell-latency">
        {latencyMs === undefined ? <Unknown /> : latencyText(latencyMs)}
      </td>
      <td class="cell cell-message">{message !== undefined && <Outside text={message} />}</td>
      <td class="cell cell-number cell-since">
        <Age at={since} />
      </td>
    </tr>
  );
}

function Unknown(): JSX.Element {
  return (
    <span class="quiet">
      <span aria-hidden="true">–</span>
      <span class="hidden">not known</span>
    </span>
  );
}
