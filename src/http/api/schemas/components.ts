import { alertSchema } from '../../../domain/alert-schema.js';
import { incidentSchema } from '../../../domain/incident-schema.js';
import { serviceStateSchema } from '../../../domain/service-schema.js';
import { alertMatchSchema } from '../../../domain/silence-schema.js';
import { problemSchema, sessionSchema } from './access-schemas.js';
import {
  alertReceiptSchema,
  alertStatsSchema,
  alertsSchema,
  alertViewSchema,
  incidentsSchema,
} from './alert-schemas.js';
import { channelsSchema, channelTestSchema, channelViewSchema } from './channel-schemas.js';
import { eventsSchema, explanationSchema, recordedEventSchema } from './event-schemas.js';
import { historyPointSchema, historySchema, stripsSchema, uptimeSchema } from './history-schemas.js';
import { deliveryViewSchema, notificationsSchema, notificationViewSchema } from './notification-schemas.js';
import { journalStatsSchema, overviewSchema } from './overview-schemas.js';
import {
  alertKeysSchema,
  measuresSchema,
  programErrorsSchema,
  systemHistorySchema,
} from './program-schemas.js';
import {
  serviceDetailSchema,
  serviceSettingsSchema,
  servicesSchema,
  summarySchema,
} from './service-schemas.js';
import { silencesSchema, silenceViewSchema } from './silence-schemas.js';

/** Every named part of the OpenAPI document: what the API answers with. */
export const COMPONENTS = {
  Alert: alertSchema,
  AlertKeys: alertKeysSchema,
  AlertMatch: alertMatchSchema,
  AlertReceipt: alertReceiptSchema,
  AlertStats: alertStatsSchema,
  AlertView: alertViewSchema,
  Alerts: alertsSchema,
  ChannelTest: channelTestSchema,
  ChannelView: channelViewSchema,
  Channels: channelsSchema,
  DeliveryView: deliveryViewSchema,
  Events: eventsSchema,
  Explanation: explanationSchema,
  History: historySchema,
  HistoryPoint: historyPointSchema,
  Incident: incidentSchema,
  Incidents: incidentsSchema,
  JournalStats: journalStatsSchema,
  Measures: measuresSchema,
  NotificationView: notificationViewSchema,
  Notifications: notificationsSchema,
  Overview: overviewSchema,
  Problem: problemSchema,
  ProgramErrors: programErrorsSchema,
  RecordedEvent: recordedEventSchema,
  ServiceDetail: serviceDetailSchema,
  ServiceSettings: serviceSettingsSchema,
  ServiceState: serviceStateSchema,
  Services: servicesSchema,
  Session: sessionSchema,
  SilenceView: silenceViewSchema,
  Silences: silencesSchema,
  Strips: stripsSchema,
  Summary: summarySchema,
  SystemHistory: systemHistorySchema,
  Uptime: uptimeSchema,
} as const;

/** What an endpoint answers with. */
export type ComponentName = keyof typeof COMPONENTS;
