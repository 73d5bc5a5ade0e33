import type { ChannelTest } from '../../../src/domain/channel-test.js';
import type { DurationString } from '../../../src/domain/duration.js';
import type { RecordedEvent } from '../../../src/domain/events.js';
import type { Explanation } from '../../../src/domain/explanation.js';
import type { HistoryPoint } from '../../../src/domain/history.js';
import type { Incident } from '../../../src/domain/incident.js';
import type { AlertMatchJson } from '../../../src/domain/matcher.js';
import type { ServiceState } from '../../../src/domain/service.js';
import type {
  AlertView,
  NotificationView,
  ServiceDetail,
  Session,
  SilenceView,
  StripSpan,
  Strips,
} from '../../../src/http/api/views.js';
import { command, request } from './request.js';

/** What the page asks of the API, one function a route. All may throw an `ApiFailure`. */

export function getSession(): Promise<Session> {
  return request('session');
}

export function logIn(token: string): Promise<Session> {
  return request('session', { method: 'POST', body: { token } });
}

export function logOut(): Promise<Session> {
  return request('session', { method: 'DELETE' });
}

export function getService(name: string, signal?: AbortSignal): Promise<ServiceDetail> {
  return request(service(name), aborted(signal));
}

/** Over any span: the share of checks that did not fail, in percent; left out or null where there were none. */
export type UptimeView = Readonly<Partial<Record<StripSpan, number | null>>>;

export function getUptime(name: string, signal?: AbortSignal): Promise<UptimeView> {
  return request(`${service(name)}/uptime`, aborted(signal));
}

export async function getHistory(
  name: string,
  span: { readonly from: number; readonly to: number; readonly step: DurationString },
  signal?: AbortSignal,
): Promise<readonly HistoryPoint[]> {
  const path = `${service(name)}/history?${query({ ...span })}`;
  return (await request<{ points: HistoryPoint[] }>(path, aborted(signal))).points;
}

export function checkService(name: string): Promise<ServiceState> {
  return request(`${service(name)}/check`, { method: 'POST' });
}

export function pauseService(name: string): Promise<ServiceState> {
  return request(`${service(name)}/pause`, { method: 'POST' });
}

export function resumeService(name: string): Promise<ServiceState> {
  return request(`${service(name)}/resume`, { method: 'POST' });
}

export function getStrips(span: StripSpan, services: readonly string[]): Promise<Strips> {
  const params = new URLSearchParams([['span', span], ...services.map((name) => ['service', name])]);
  return request(`strips?${params}`);
}

/** Which alerts to list; the newest of them, oldest first. */
export interface AlertQuery {
  readonly limit: number;
  readonly severity?: string;
  readonly outcome?: string;
  readonly service?: string;
  /** Before this moment, epoch milliseconds. */
  readonly to?: number;
}

export async function getAlerts(wanted: AlertQuery, signal?: AbortSignal): Promise<readonly AlertView[]> {
  return (await request<{ alerts: AlertView[] }>(`alerts?${query({ ...wanted })}`, aborted(signal))).alerts;
}

export async function getNotifications(
  wanted: { readonly limit: number; readonly to?: number },
  signal?: AbortSignal,
): Promise<readonly NotificationView[]> {
  const path = `notifications?${query({ ...wanted })}`;
  return (await request<{ notifications: NotificationView[] }>(path, aborted(signal))).notifications;
}

export function getExplanation(id: string, signal?: AbortSignal): Promise<Explanation> {
  return request(`explain/${encodeURIComponent(id)}`, aborted(signal));
}

export function acknowledge(key: string, who: { by: string; note?: string }): Promise<Incident> {
  return request(`incidents/${encodeURIComponent(key)}/acknowledge`, { method: 'POST', body: who });
}

/** What a silence is asked for with. */
export interface SilenceRequest {
  readonly match: AlertMatchJson;
  readonly for?: string;
  readonly until?: number;
  readonly by: string;
  readonly reason?: string;
}

export function addSilence(silence: SilenceRequest): Promise<SilenceView> {
  return request('silences', { method: 'POST', body: silence });
}

export function endSilence(id: string): Promise<void> {
  return command(`silences/${encodeURIComponent(id)}`, 'DELETE');
}

export function testChannel(name: string): Promise<ChannelTest> {
  return request(`channels/${encodeURIComponent(name)}/test`, { method: 'POST' });
}

/** The events of some types that were recorded from `from` up to `to`. */
export async function getEvents(
  wanted: { readonly type: readonly RecordedEvent['type'][]; from: number; to: number; limit: number },
  signal?: AbortSignal,
): Promise<readonly RecordedEvent[]> {
  return (await request<{ events: RecordedEvent[] }>(`events?${query({ ...wanted })}`, aborted(signal)))
    .events;
}

function service(name: string): string {
  return `services/${encodeURIComponent(name)}`;
}

type Param = string | number | readonly string[];

/** A parameter with several values is given several times. */
function query(params: Readonly<Record<string, Param>>): URLSearchParams {
  return new URLSearchParams(
    Object.entries(params).flatMap(([name, value]) =>
      typeof value === 'object' ? value.map((one) => [name, one]) : [[name, String(value)]],
    ),
  );
}

function aborted(signal: AbortSignal | undefined): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}
