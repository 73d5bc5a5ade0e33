// Runs an HTTP check a few times and prints the outcomes; whether the process then ends by itself is the question.
import { httpCheck } from '../../../src/checks/http-check.js';

const check = httpCheck(process.argv[2] ?? '');
for (let i = 0; i < 3; i++) {
  const result = await check({ service: 'api', signal: new AbortController().signal });
  process.stdout.write(`${typeof result === 'object' ? result.outcome : String(result)}\n`);
}
