import { Subject, type Subscription } from 'rxjs';
import type { Alert, AlertReceipt } from '../domain/alert.js';
import type { AlertOrigin } from '../domain/events.js';
import type { Logger } from '../domain/logger.js';
import type { AlertDraft } from '../domain/raise-alert.js';
import { serviceHealthKey } from '../domain/service-alerts.js';
import type { PipelineItem } from '../pipeline/item.js';
import { alertPipeline, type PipelineRules } from '../pipeline/pipeline.js';
import { KeptStages } from '../pipeline/stage-memory.js';
import { ThrottleControl } from '../pipeline/throttle.js';
import { acceptedAlert, resolvedAlert } from './graph-alerts.js';
import type { Recorder } from './recorder.js';
import type { ServiceActors } from './service-actors.js';

/** From an alert raised to what becomes of it: the pipeline, and the facts around it. */
export class AlertFlow {
  #rules: PipelineRules;
  readonly #recorder: Recorder;
  readonly #services: ServiceActors;
  readonly #logger: Logger;
  readonly #alerts = new Subject<Alert>();
  /** The alert on its way through the pipeline and what the tail said of it. */
  #current: string | undefined;
  #receipt: AlertReceipt | undefined;
  readonly #throttle = new ThrottleControl();
  #stages: KeptStages;
  #pipeline: Subscription | undefined;

  /** @param saved the state of the stages, as {@link AlertFlow.save} gave it */
  constructor(
    rules: PipelineRules,
    recorder: Recorder,
    services: ServiceActors,
    logger: Logger,
    saved?: Readonly<Record<string, object>>,
  ) {
    this.#rules = rules;
    this.#recorder = recorder;
    this.#services = services;
    this.#logger = logger;
    this.#stages = new KeptStages(saved);
    const misfits: unknown[] = [];
    this.#connect(saved === undefined ? undefined : (error) => misfits.push(error));
    if (misfits.length > 0) throw misfits[0];
  }

  /** The state of the pipeline's stages by their names. */
  save(): Record<string, object> {
    return this.#stages.save();
  }

  /** Goes on under other rules: what the stages know is handed over, as over a restart. */
  changeRules(rules: PipelineRules): void {
    const saved = this.save();
    // Not completed: what is open stays open.
    this.#pipeline?.unsubscribe();
    this.#rules = rules;
    this.#stages = new KeptStages(saved);
    this.#connect();
  }

  /** Lets alerts of a key pass as if none had passed before; those of all keys, if it is empty. */
  resetThrottle(key: string): void {
    this.#throttle.reset(key === '' ? undefined : key);
  }

  /** Accepts an alert and sends it down the pipeline. */
  raise(draft: AlertDraft, origin: AlertOrigin): AlertReceipt {
    return this.send(acceptedAlert(draft, this.#recorder.nextId(), this.#recorder.clock.now()), origin);
  }

  /** Ends a condition. `message` takes the place of the one it fired with. */
  resolve(key: string, origin: AlertOrigin, message?: string): AlertReceipt {
    const { incidents, clock } = this.#recorder;
    const alert = resolvedAlert(key, incidents.firing(key), this.#recorder.nextId(), clock.now());
    return this.send(message === undefined ? alert : { ...alert, message }, origin);
  }

  /** Sends an accepted alert down the pipeline. */
  send(alert: Alert, origin: AlertOrigin): AlertReceipt {
    const { id, key, kind, status } = alert;
    const firing = this.isFiring(key);
    this.#recorder.record('alert.raised', key, { alert, origin });
    if (kind === 'condition' && status === 'firing' && !firing) {
      this.#recorder.record('incident.opened', key, { alertId: id });
    }
    this.#current = id;
    this.#receipt = undefined;
    this.#alerts.next(alert);
    this.#current = undefined;
    const receipt: AlertReceipt = this.#receipt ?? { id, outcome: 'grouped' };
    // What flapping holds back is not over for those who were told that it began.
    const over = status === 'resolved' && receipt.reason !== 'flapping';
    if (over && firing) this.#recorder.record('incident.resolved', key, { alertId: id });
    return receipt;
  }

  isFiring(key: string): boolean {
    return this.#recorder.incidents.firing(key) !== undefined;
  }

  /** Shows the stages an alert that was decided on before, to fill their windows. */
  recover(alert: Alert): void {
    this.#alerts.next(alert);
  }

  /** Raises again each condition that still fires, was never told, and is held back no more. */
  raiseHeld(): void {
    const { incidents, clock } = this.#recorder;
    for (const { heldBy, alert } of incidents.held()) {
      const { service } = alert;
      if (heldBy === 'silenced' && this.#isSilenced(alert)) continue;
      if (heldBy === 'inhibited' && this.#services.isInhibited(service ?? '')) continue;
      if (heldBy === 'flapping' && this.#isFlapping(alert)) continue;
      if (service !== undefined && this.#isPaused(service)) continue;
      this.send({ ...alert, id: this.#recorder.nextId(), at: clock.now() }, 'graph');
    }
  }

  stop(): void {
    this.#alerts.complete();
  }

  /** @param onMisfit told if the stages cannot begin with what was saved of them */
  #connect(onMisfit?: (error: unknown) => unknown): void {
    let begun = false;
    const views = {
      silences: { isSilenced: (alert: Alert) => this.#isSilenced(alert) },
      dependencies: this.#services,
      paused: { isPaused: (service: string) => this.#isPaused(service) },
      flapping: { isFlapping: (alert: Alert) => this.#isFlapping(alert) },
      conditions: this.#recorder.incidents,
    };
    const pipeline = alertPipeline(this.#rules, views, this.#recorder.clock, this.#stages, this.#throttle);
    this.#pipeline = this.#alerts.pipe(pipeline).subscribe({
      next: (item) => this.#decided(item),
      error: (error: unknown) => {
        if (!begun && onMisfit !== undefined) {
          onMisfit(error);
          return;
        }
        // A fault in a stage must not end all alerting: begin again with empty windows.
        this.#logger.error({ err: error }, 'the alert pipeline failed and was started again');
        this.#connect();
      },
    });
    begun = true;
  }

  /** The tail of the pipeline: notifications on one side, suppressions on the other. */
  #decided(item: PipelineItem): void {
    if (this.#recorder.muted) return;
    if (item.type === 'notification') {
      const { notification, channels = [], tells } = item;
      if (channels.length === 0) {
        const { id, title, severity } = notification;
        this.#logger.warn({ notification: id, title, severity }, 'no channel accepts this notification');
      }
      this.#recorder.record('notification.requested', notification.groupKey, {
        notification,
        channels,
        tells,
      });
      return;
    }
    const { alert, suppressed, outcome = 'grouped' } = item;
    const { id, key } = alert;
    if (suppressed !== undefined) {
      this.#recorder.record('alert.suppressed', key, { alertId: id, key, reason: suppressed });
    }
    if (this.#current !== id) return;
    this.#receipt =
      suppressed === undefined ? { id, outcome } : { id, outcome: 'suppressed', reason: suppressed };
  }

  #isSilenced(alert: Alert): boolean {
    return this.#recorder.silences.isSilenced(alert, this.#recorder.clock.now());
  }

  #isPaused(service: string): boolean {
    return this.#services.get(service)?.paused === true;
  }

  #isFlapping({ key, service }: Alert): boolean {
    if (service === undefined || key !== serviceHealthKey(service)) return false;
    return this.#services.get(service)?.flaps.flapping === true;
  }
}
