import { type ArgsDef, defineCommand } from 'citty';
import { chooseHttp } from './choose-http.js';
import { EXIT_OK } from './exit-codes.js';
import { CONFIG_OPTION, loadForCli } from './load-for-cli.js';

/** `tocsin validate`: checks the configuration and says everything that is wrong with it. Sends and watches nothing. */
export const validateCommand = defineCommand<ArgsDef>({
  meta: { name: 'validate', description: 'Check the configuration without watching anything' },
  args: { config: CONFIG_OPTION },
  async run({ args }) {
    const { file, resolved } = await loadForCli(args.config, false);
    chooseHttp({}, process.env, resolved.http);
    const services = count(resolved.services.size, 'service');
    const channels = resolved.channels.size === 0 ? 'the console' : count(resolved.channels.size, 'channel');
    process.stdout.write(`${file} is valid: ${services}, ${channels}\n`);
    return EXIT_OK;
  },
});

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}
