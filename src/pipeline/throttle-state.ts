import { z } from 'zod';

/** What the throttle stage saves: the times at which alerts of each key passed, oldest first. */
export const throttleStateSchema = z.strictObject({
  passes: z.array(z.tuple([z.string(), z.array(z.number())])),
});
