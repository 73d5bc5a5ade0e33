import { useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import type { NotificationView } from '../../../../src/http/api/views.js';
import { getNotifications } from '../../api/calls.js';
import { store } from '../../browser/live.js';
import { changeQuery, route } from '../../browser/route.js';
import { byDay, matchesWords } from '../../state/alert-filter.js';
import { mergeLatest } from '../../state/merge-latest.js';
import { searchWords } from '../../state/service-search.js';
import { dayKey } from '../../text/time-text.js';
import { Empty } from '../empty.js';
import { FilterField } from '../filter-field.js';
import { AlertsTabs } from './alerts-tabs.js';
import { DaySection } from './day-section.js';
import { NotificationRow } from './notification-row.js';
import { OlderButton } from './older-button.js';
import { useMore } from './use-more.js';
import { useOlder } from './use-older.js';

const BY_ID = { idOf: ({ id }: NotificationView) => id, atOf: ({ at }: NotificationView) => at };

/** What people were told, and how far it came on each channel. The newest first. */
export function NotificationsView(): JSX.Element {
  const q = useComputed(() => route.value.query.q ?? '').value;
  const paging = useOlder({
    key: `${store.generation.value}`,
    oldest: store.notifications.value[0]?.at,
    ...BY_ID,
    load: (span) => getNotifications(span),
  });
  const all = mergeLatest(paging.older.value.items, store.notifications.value, {
    ...BY_ID,
    limit: Number.POSITIVE_INFINITY,
  });
  const words = searchWords(q);
  const shown = all
    .filter(({ title, message, groupKey, deliveries }) =>
      matchesWords([title, message, groupKey, ...deliveries.map(({ channel }) => channel)], words),
    )
    .reverse();
  const { some, more } = useMore(shown, q);
  return (
    <>
      <h1 class="hidden">Notifications</h1>
      <search class="toolbar" aria-label="Notifications">
        <AlertsTabs />
        <FilterField label="Filter notifications" value={q} onChange={(text) => changeQuery({ q: text })} />
      </search>
      {store.ready.value && shown.length === 0 && (
        <Empty
          title={all.length > 0 ? 'No notification matches the filter' : 'Nobody was told of anything yet'}
        >
          <p>
            {all.length > 0
              ? 'Try fewer words.'
              : 'What is told on any channel shows here, with its deliveries.'}
          </p>
        </Empty>
      )}
      {byDay(some, ({ at }) => at).map((day) => (
        <DaySection key={dayKey(day.at)} at={day.at}>
          <ol class="timeline">
            {day.items.map((notification) => (
              <NotificationRow key={notification.id} notification={notification} />
            ))}
          </ol>
        </DaySection>
      ))}
      {more !== undefined ? (
        <div class="timeline-end">
          <button type="button" class="button" onClick={more}>
            Show more
          </button>
        </div>
      ) : (
        store.ready.value && <OlderButton {...paging} />
      )}
    </>
  );
}
