import { breakerOf } from '../domain/breaker-service.js';
import type { CheckCompleted, RecordedEvent } from '../domain/events.js';
import { flapShare } from '../domain/flap-history.js';
import type { Status } from '../domain/service.js';
import {
  flappingAlert,
  serviceAlert,
  serviceFlappingKey,
  serviceHealthKey,
} from '../domain/service-alerts.js';
import type { AlertFlow } from './alert-flow.js';
import type { Input } from './graph-input.js';
import type { Recorder } from './recorder.js';
import { type ServiceActors, statusOf, type WatchedService } from './service-actors.js';
import type { SilenceFlow } from './silence-flow.js';

/** From a check's answer to a status, and from a status to an alert. */
export class ServiceFlow {
  #watchesFlapping: boolean;
  readonly #recorder: Recorder;
  readonly #services: ServiceActors;
  readonly #alerts: AlertFlow;
  readonly #silences: SilenceFlow;

  constructor(
    watchesFlapping: boolean,
    recorder: Recorder,
    services: ServiceActors,
    alerts: AlertFlow,
    silences: SilenceFlow,
  ) {
    this.#watchesFlapping = watchesFlapping;
    this.#recorder = recorder;
    this.#services = services;
    this.#alerts = alerts;
    this.#silences = silences;
  }

  watchFlapping(watches: boolean): void {
    this.#watchesFlapping = watches;
  }

  checked(name: string, result: CheckCompleted): void {
    const service = this.#services.get(name);
    if (service === undefined || service.paused) return;
    this.#recorder.record('check.completed', name, result);
    const from = statusOf(service);
    const to = this.#services.send(service, result.outcome);
    const { message } = result;
    if (from !== to) {
      this.#recorder.record(
        'status.changed',
        name,
        message === undefined ? { from, to } : { from, to, message },
      );
    }
    const settled = this.#watchesFlapping && this.#watchFlapping(service, result);
    if (from !== to || settled) this.#tellStatus(service, from, to, message ?? '');
    if (from !== to) this.#release(name);
  }

  register({ type, subject, data }: Input<'service.registered'>): void {
    this.#services.add(subject, data);
    this.#recorder.record(type, subject, data);
    this.#silences.plan(subject, data.maintenance ?? []);
    // After a restart it may depend on less than before.
    this.#alerts.raiseHeld();
  }

  unregister(name: string): void {
    this.#recorder.record('service.unregistered', name, {});
    this.#services.remove(name);
    this.#silences.plan(name, []);
    for (const key of [serviceHealthKey(name), serviceFlappingKey(name)]) {
      if (this.#alerts.isFiring(key)) this.#alerts.resolve(key, 'graph', 'no longer watched');
    }
    this.#release(name);
  }

  pause({ type, subject }: Input<'service.paused' | 'service.resumed'>): void {
    const service = this.#services.get(subject);
    const pause = type === 'service.paused';
    if (service === undefined || service.paused === pause) return;
    this.#recorder.record(type, subject, {});
    service.paused = pause;
    const from = statusOf(service);
    const to = this.#services.send(service, pause ? 'pause' : 'resume');
    if (from !== to) this.#recorder.record('status.changed', subject, { from, to });
    this.#release(subject);
  }

  /** Brings a service to where a recorded event left it. */
  recover({ type, subject, data }: RecordedEvent): void {
    if (type === 'service.registered') {
      this.#services.recoverService(subject, data);
      return;
    }
    if (type === 'service.unregistered') return this.#services.remove(subject);
    const service = this.#services.get(subject);
    if (service === undefined) return;
    if (type === 'check.completed') {
      this.#services.recover(service, data.outcome);
      if (this.#watchesFlapping) this.#services.countFlap(service, data.outcome);
    } else if (type === 'status.changed') {
      this.#services.setStatus(service, data.to);
    } else if (type === 'service.paused' || type === 'service.resumed') {
      service.paused = type === 'service.paused';
      this.#services.recover(service, service.paused ? 'pause' : 'resume');
    }
  }

  /** Follows whether a service flaps; `true` if it just settled. */
  #watchFlapping(service: WatchedService, { outcome }: CheckCompleted): boolean {
    const was = service.flaps.flapping;
    this.#services.countFlap(service, outcome);
    const is = service.flaps.flapping;
    if (was === is) return false;
    const sharePercent = flapShare(service.flaps);
    this.#recorder.record(is ? 'flapping.started' : 'flapping.stopped', service.name, { sharePercent });
    if (is) this.#alerts.raise(flappingAlert(service, sharePercent), 'graph');
    else this.#alerts.resolve(serviceFlappingKey(service.name), 'graph');
    return was;
  }

  #tellStatus(service: WatchedService, from: Status, to: Status, message: string): void {
    const key = serviceHealthKey(service.name);
    if (to === 'degraded' || to === 'unhealthy') {
      const alert = serviceAlert(service, from, to, message);
      // A breaker that opens again after a trial never closed: who was told that it is open knows.
      const isKnown =
        breakerOf(service.name) !== undefined && this.#recorder.incidents.firing(alert.key)?.told;
      if (!isKnown) this.#alerts.raise(alert, 'graph');
    } else if (to === 'healthy' && this.#alerts.isFiring(key)) {
      this.#alerts.resolve(key, 'graph', message);
    }
  }

  /** A service's status changed: what it held back in those that depend on it may be raised now. */
  #release(name: string): void {
    if (this.#services.hasDependents(name)) this.#alerts.raiseHeld();
  }
}
