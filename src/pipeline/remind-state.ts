import { z } from 'zod';

/** What the remind stage saves: what was told last of each condition, in the order in which it is due again. */
export const remindStateSchema = z.strictObject({
  turns: z.array(
    z.strictObject({
      key: z.string(),
      groupKey: z.string(),
      id: z.string(),
      nth: z.int().nonnegative(),
      due: z.number(),
    }),
  ),
});
