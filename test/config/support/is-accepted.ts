import { createPartFactory } from '../../../src/cli/create-part-factory.js';
import { readFileConfig } from '../../../src/config/file-config.js';
import { readJournalSetting } from '../../../src/config/journal-setting.js';
import { resolveConfig } from '../../../src/config/resolve-config.js';
import { ConfigError } from '../../../src/domain/config-error.js';

const make = createPartFactory(false);

/** Whether `tocsin validate` has nothing to say about a file that holds this. */
export function isAccepted(raw: unknown): boolean {
  const { config, issues } = readFileConfig(raw, make);
  if (issues.length > 0 || readJournalSetting(raw, '/etc/tocsin.config.yaml').issues.length > 0) return false;
  try {
    resolveConfig(config);
    return true;
  } catch (error) {
    if (error instanceof ConfigError) return false;
    throw error;
  }
}
