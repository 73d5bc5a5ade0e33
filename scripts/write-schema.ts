import { writeFile } from 'node:fs/promises';
import { configJsonSchema } from '../src/config/config-json-schema.js';

/** Writes the JSON Schema of configuration files; to be run in the root of the project, after its build. */
await writeFile('tocsin.schema.json', `${JSON.stringify(configJsonSchema(), null, 2)}\n`);
process.stdout.write('tocsin.schema.json\n');
