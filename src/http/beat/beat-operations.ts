import { z } from 'zod';
import type { Operation } from '../api/openapi.js';
import { BEATS } from './beats.js';

const query = z.object({
  message: z.string().optional().describe('What the job has to say, unless there is a body'),
});

/** How jobs report, as the OpenAPI document has it. */
export const BEAT_OPERATIONS: readonly Operation[] = BEATS.flatMap(({ path, summary }) => {
  const said = { path, tag: 'Jobs', summary, query };
  const text = 'What the job has to say: the first 10 000 characters are kept';
  return [
    { ...said, method: 'get', answer: 'ServiceState' },
    { ...said, method: 'head' },
    { ...said, method: 'post', text, answer: 'ServiceState' },
  ] satisfies Operation[];
});
