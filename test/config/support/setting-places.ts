import { configJsonSchema } from '../../../src/config/config-json-schema.js';

/** A place in a configuration, in one that is complete but for it. */
export interface SettingPlace {
  readonly path: readonly string[];
  /** What the JSON Schema lets stand there: any of these. */
  readonly forms: readonly Record<string, unknown>[];
  readonly config: Record<string, unknown>;
  /** Its path, with the type of the check, channel or journal. */
  readonly name: string;
}

const URL = 'https://a.example/';

/** The least that each type of check needs; objects that are only useful whole are there whole. */
export const LEAST_CHECKS: Readonly<Record<string, Record<string, unknown>>> = {
  http: { type: 'http', url: URL, method: 'POST' },
  memory: { type: 'memory' },
  disk: { type: 'disk' },
  eventLoop: { type: 'eventLoop' },
  cpu: { type: 'cpu' },
  process: { type: 'process' },
  tcp: { type: 'tcp', host: 'a.example', port: 5432 },
  tls: { type: 'tls', host: 'a.example' },
  dns: { type: 'dns', name: 'a.example' },
  command: { type: 'command', command: '/bin/true' },
  heartbeat: { type: 'heartbeat', cron: '0 3 * * *' },
  withRetries: { type: 'withRetries', check: URL },
  allOf: { type: 'allOf', checks: { page: URL } },
  anyOf: { type: 'anyOf', checks: [URL] },
};

/** The same of channels. */
export const LEAST_CHANNELS: Readonly<Record<string, Record<string, unknown>>> = {
  console: { type: 'console' },
  slack: { type: 'slack', webhookUrl: URL },
  discord: { type: 'discord', webhookUrl: URL },
  webhook: { type: 'webhook', url: URL },
  email: {
    type: 'email',
    host: 'mail.example',
    from: 'a@mail.example',
    to: 'b@mail.example',
    auth: { user: 'u', pass: 'p' },
  },
};

const LEAST_JOURNALS = [{ type: 'sqlite', path: 'a.db' }, { type: 'memory' }];

const schema: Record<string, unknown> = { ...configJsonSchema() };

/** Every place that there is, with each type of check, channel and journal; checks within checks one level deep. */
export function settingPlaces(): SettingPlace[] {
  const base = { services: { api: { check: URL, maintenance: { start: '02:00', duration: '1h' } } } };
  const period = { type: 'heartbeat', period: '1h' };
  const checks = [...Object.values(LEAST_CHECKS), period].flatMap((check) => [
    placesIn({ services: { api: { check } } }, ['services', 'api', 'check']),
    ...(check.type === 'heartbeat' ? [] : [placesIn(...within(check))]),
  ]);
  const channels = Object.values(LEAST_CHANNELS).map((ops) =>
    placesIn({ ...base, channels: { ops } }, ['channels', 'ops']),
  );
  const journals = LEAST_JOURNALS.map((journal) => placesIn({ ...base, journal }, ['journal']));
  const sections = ['services', 'alerts', 'defaults', 'errors', 'http'].map((name) => placesIn(base, [name]));
  return [...sections, ...checks, ...channels, ...journals].flat();
}

/** A configuration with that check within another, and where it is. */
function within(check: Record<string, unknown>): [config: Record<string, unknown>, path: readonly string[]] {
  const path = ['services', 'api', 'check'];
  return check.type === 'http' || check.type === 'anyOf'
    ? [{ services: { api: { check: { type: 'withRetries', check } } } }, [...path, 'check']]
    : [
        { services: { api: { check: { type: 'allOf', checks: { page: check } } } } },
        [...path, 'checks', 'page'],
      ];
}

/** A configuration with another value at a place. */
export function withValue(config: unknown, path: readonly string[], value: unknown): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  const known = isRecord(config) ? config : {};
  return { ...known, [name]: withValue(known[name], rest, value) };
}

/** The variable that sets the setting at a path. */
export function variableOf(path: readonly string[]): string {
  const parts = path.map((part) =>
    part
      .replace(/[A-Z]/g, (letter) => `_${letter}`)
      .replace(/^_|-/g, (mark) => (mark === '-' ? '_' : ''))
      .toUpperCase(),
  );
  return `TOCSIN_${parts.join('__')}`;
}

function placesIn(config: Record<string, unknown>, start: readonly string[]): SettingPlace[] {
  const found: SettingPlace[] = [];
  const visit = (
    forms: readonly Record<string, unknown>[],
    path: readonly string[],
    given: unknown,
  ): void => {
    found.push({ path, forms, config, name: `${path.join('.')} of ${partOf(steps.given, 'type')}` });
    const type = isRecord(given) ? given.type : undefined;
    for (const form of forms.filter((form) => type === undefined || typeOf(form) === type)) {
      for (const [name, inner] of Object.entries(isRecord(form.properties) ? form.properties : {})) {
        // What is below a check has its own turn.
        if (name !== 'check') visit(alternatives(inner), [...path, name], partOf(given, name));
      }
      const others = form.additionalProperties;
      if (isRecord(others) && !('$ref' in others)) {
        const name = path.at(-1) === 'env' ? 'X' : path.at(-1) === 'services' ? 'api' : 'x';
        visit(alternatives(others), [...path, name], partOf(given, name));
      }
    }
  };
  const steps = start.reduce<{ forms: readonly Record<string, unknown>[]; given: unknown }>(
    ({ forms, given }, name) => ({ forms: below(forms, name, given), given: partOf(given, name) }),
    { forms: [schema], given: config },
  );
  visit(steps.forms, start, steps.given);
  return found;
}

function below(
  forms: readonly Record<string, unknown>[],
  name: string,
  given: unknown,
): Record<string, unknown>[] {
  const type = isRecord(given) ? given.type : undefined;
  return forms
    .filter((form) => type === undefined || typeOf(form) === type)
    .flatMap(({ properties, additionalProperties: others }) => {
      const inner = isRecord(properties) ? properties[name] : others;
      return isRecord(inner) ? alternatives(inner) : [];
    });
}

function alternatives(form: unknown): Record<string, unknown>[] {
  if (!isRecord(form)) return [];
  if (typeof form.$ref === 'string') {
    return alternatives(form.$ref.split('/').slice(1).reduce<unknown>(partOf, schema));
  }
  return Array.isArray(form.anyOf) ? form.anyOf.flatMap(alternatives) : [form];
}

function typeOf({ properties }: Record<string, unknown>): unknown {
  return partOf(partOf(properties, 'type'), 'const');
}

function partOf(given: unknown, name: string): unknown {
  return isRecord(given) ? given[name] : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
