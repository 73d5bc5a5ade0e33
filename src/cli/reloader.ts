import { keepSameParts } from '../config/keep-same-parts.js';
import type { LoadedConfig } from '../config/load-config.js';
import type { Clock, TimerHandle } from '../domain/clock.js';
import { ConfigError } from '../domain/config-error.js';
import type { Monitor } from '../domain/monitor.js';
import { describeChanges } from './describe-changes.js';
import type { FollowedFiles } from './followed-files.js';

/** What tells of a configuration that cannot be used. */
const CONFIGURATION_KEY = 'tocsin:configuration';
/** How often to look for changes, in milliseconds. */
const LOOKS_EVERY = 1_000;
/** A file is often written in several steps: it is read once it has been left alone for so long, in milliseconds. */
const SETTLES_AFTER = 300;

export interface ReloaderOptions {
  readonly monitor: Monitor;
  readonly clock: Clock;
  /** What is in force. */
  readonly loaded: LoadedConfig;
  /** Notes in `files` what it reads. */
  readonly load: () => Promise<LoadedConfig>;
  /** What was read for it. */
  readonly files: FollowedFiles;
  /** Tells people what changed. */
  readonly tell: (line: string) => void;
  /** Tells them what went wrong. */
  readonly warn: (line: string) => void;
}

/**
 * Follows a configuration file: what it holds now takes the place of what it held before, as far as it can be used. One
 * that cannot leaves everything as it is and is told of like any other trouble, until it is mended.
 */
export class Reloader {
  readonly #options: ReloaderOptions;
  #loaded: LoadedConfig;
  #timer: TimerHandle;
  #reloading: Promise<void> | undefined;
  #again = false;
  #ended = false;

  constructor(options: ReloaderOptions) {
    this.#options = options;
    this.#loaded = options.loaded;
  }

  /** Looks out for changes of all files that were read, even of such as came before this. */
  follow(): void {
    void this.#look('');
  }

  /** Once the monitor runs: a configuration that could be read is no trouble, whatever an earlier run said of it. */
  async started(): Promise<void> {
    const incident = this.#options.monitor.incidents.get(CONFIGURATION_KEY);
    if (incident !== undefined && incident.status !== 'resolved') {
      await this.#options.monitor.resolve(CONFIGURATION_KEY);
    }
  }

  /** Reads the file again. What comes in meanwhile is read once more after that. */
  reload(): Promise<void> {
    if (this.#reloading !== undefined) {
      this.#again = true;
      return this.#reloading;
    }
    this.#reloading = this.#reload().finally(() => {
      this.#reloading = undefined;
      if (this.#again && !this.#ended) {
        this.#again = false;
        void this.reload();
      }
    });
    return this.#reloading;
  }

  end(): void {
    this.#ended = true;
    this.#options.clock.clearTimeout(this.#timer);
  }

  /** @param before what it saw shortly before this */
  async #look(before: string): Promise<void> {
    const { clock, files } = this.#options;
    const changed = await files.changed();
    const seen = JSON.stringify([...changed]);
    const settled = changed.size > 0 && seen === before;
    if (settled && !this.#ended) {
      files.accept(changed);
      await this.reload();
    }
    if (this.#ended) return;
    const wait = changed.size > 0 && !settled ? SETTLES_AFTER : LOOKS_EVERY;
    this.#timer = clock.setTimeout(() => void this.#look(seen), wait);
  }

  async #reload(): Promise<void> {
    const { monitor, load, files, tell, warn } = this.#options;
    try {
      files.begin();
      const loaded = await load();
      const changes = await monitor.reconfigure(keepSameParts(this.#loaded, loaded));
      const notes = notesOf(this.#loaded, loaded);
      this.#loaded = { ...loaded, config: keepSameParts(this.#loaded, loaded) };
      files.keepNoted();
      const lines = describeChanges(changes);
      for (const line of lines.length + notes.length > 0 ? [...lines, ...notes] : ['nothing changed'])
        tell(line);
      await this.started();
    } catch (error) {
      if (this.#ended) return;
      const message = error instanceof Error ? error.message : String(error);
      warn(`the configuration is left as it was: ${message}`);
      await this.#raise(error instanceof ConfigError ? error : undefined, message);
    }
  }

  async #raise(error: ConfigError | undefined, message: string): Promise<void> {
    const { monitor, warn } = this.#options;
    const issues = error?.issues.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
    await monitor
      .alert({
        title: 'Tocsin cannot use its new configuration',
        message: `${this.#loaded.file} is left aside, and what was in force stays: ${issues?.join('; ') ?? message}`,
        severity: 'error',
        key: CONFIGURATION_KEY,
        kind: 'condition',
        source: 'tocsin',
      })
      .catch((failure: unknown) => warn(`and that could not be told: ${String(failure)}`));
  }
}

/** What cannot change while it runs. */
function notesOf(before: LoadedConfig, after: LoadedConfig): string[] {
  const said = ({ written }: LoadedConfig, name: string): string =>
    JSON.stringify(
      typeof written === 'object' && written !== null ? Reflect.get(written, name) : undefined,
    ) ?? '';
  return ['journal', 'http']
    .filter((name) => said(before, name) !== said(after, name))
    .map((name) => `${name} takes effect at the next start`);
}
