import type { ChannelSettings } from '../../domain/settings.js';
import { timeOf } from './alert-views.js';

/** What `GET /status` answers, in Alertmanager's words. */
export interface StatusView {
  readonly cluster: { readonly status: 'disabled'; readonly peers: readonly never[] };
  readonly versionInfo: Readonly<
    Record<'version' | 'revision' | 'branch' | 'buildUser' | 'buildDate' | 'goVersion', string>
  >;
  readonly config: { readonly original: string };
  readonly uptime: string;
}

/** The version of Alertmanager whose interface this is; clients look at it to know what they may ask for. */
const SPOKEN_VERSION = '0.28.0';

export interface StatusOptions {
  /** Of Tocsin. */
  readonly version: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly channels: Readonly<Record<string, ChannelSettings>>;
}

export function statusView({ version, startedAt, channels }: StatusOptions): StatusView {
  return {
    cluster: { status: 'disabled', peers: [] },
    versionInfo: {
      version: SPOKEN_VERSION,
      revision: `tocsin-${version}`,
      branch: 'tocsin',
      buildUser: 'tocsin',
      buildDate: '',
      goVersion: '',
    },
    config: { original: configText(Object.keys(channels)) },
    uptime: timeOf(startedAt),
  };
}

/**
 * Tocsin's channels as a configuration that Alertmanager's tools can read: each channel is a receiver, and all of them
 * are asked. What else decides, and every address and secret, is left out.
 */
function configText(channels: readonly string[]): string {
  const names = (channels.length === 0 ? ['none'] : channels).map((name) => JSON.stringify(name));
  const [first = '""'] = names;
  return [
    '# The channels of Tocsin. What it does is in its own configuration.',
    'route:',
    `  receiver: ${first}`,
    '  routes:',
    ...names.flatMap((name) => [`    - receiver: ${name}`, '      continue: true']),
    'receivers:',
    ...names.map((name) => `  - name: ${name}`),
    '',
  ].join('\n');
}
