import type { JSX } from 'preact';
import type { GroupEntry } from '../../state/service-list.js';
import { pluralText } from '../../text/number-text.js';
import { STATUS_WORDS, STATUSES } from '../../text/words.js';
import { Sign, StatusIcon } from '../icons.js';

export interface GroupRowProps {
  readonly group: GroupEntry;
  /** The label by which services are grouped. */
  readonly label: string;
  readonly top: number;
  readonly rowIndex: number;
  readonly onToggle: (group: string) => void;
}

/** The head of a group: its worst status, and how many of its services have which. */
export function GroupRow({ group, label, top, rowIndex, onToggle }: GroupRowProps): JSX.Element {
  const { value, status, counts, size, collapsed } = group;
  return (
    <tr class="group-row" aria-rowindex={rowIndex} style={{ top: `${top}px` }}>
      <td class="group-cell" colSpan={7}>
        <button
          type="button"
          class="group-toggle"
          data-item={`group ${value}`}
          aria-expanded={!collapsed}
          onClick={() => onToggle(value)}
        >
          <Sign name="chevron" />
          <StatusIcon status={status} />
          <bdi class="group-name" title={value}>
            {value === '' ? `No ${label}` : value}
          </bdi>
          <span class="hidden">{STATUS_WORDS[status]}, </span>
          <span class="group-size">{pluralText(size, 'service')}</span>
          {STATUSES.filter((one) => one !== 'healthy' && counts[one] > 0).map((one) => (
            <span key={one} class={`group-count tone-${one}`}>
              {counts[one]} {one}
            </span>
          ))}
        </button>
      </td>
    </tr>
  );
}
