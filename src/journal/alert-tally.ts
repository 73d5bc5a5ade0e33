import type { AlertStats } from '../domain/alert-stats.js';
import type { RecordedEvent } from '../domain/events.js';

/** Counts alerts and what became of them, folded from the journal. */
export class AlertTally {
  #raised = 0;
  readonly #suppressed = { severity: 0, silenced: 0, inhibited: 0, flapping: 0, throttled: 0, untold: 0 };
  readonly #notifications = { first: 0, repeated: 0, digest: 0, escalated: 0, reminder: 0, resolved: 0 };

  apply(event: RecordedEvent): void {
    switch (event.type) {
      case 'alert.raised':
        this.#raised++;
        break;
      case 'alert.suppressed':
        this.#suppressed[event.data.reason]++;
        break;
      case 'notification.requested':
        // A merged backlog was counted when its parts were requested.
        if (event.data.merges === undefined) this.#notifications[event.data.notification.reason]++;
        break;
    }
  }

  /** Takes back what `stats` gave. */
  restore({ raised, suppressed, notifications }: AlertStats): void {
    this.#raised = raised;
    Object.assign(this.#suppressed, suppressed);
    Object.assign(this.#notifications, notifications);
  }

  stats(): AlertStats {
    return {
      raised: this.#raised,
      suppressed: { ...this.#suppressed },
      notifications: { ...this.#notifications },
    };
  }
}
