import { isRetryableReply } from './email-failure.js';

/** What a server said about recipients that it did not take, each as `address (code)`. */
export interface RecipientOutcome {
  /** Whether nobody at all got the mail in this attempt or an earlier one. */
  readonly failed: boolean;
  /** To be tried again. */
  readonly putOff: readonly string[];
  readonly refused: readonly string[];
}

/** Keeps who still waits for a notification that only some recipients could be sent. */
export interface RecipientLedger {
  waiting(idempotencyKey: string): readonly string[];
  /** Takes in what nodemailer answered or threw. */
  settle(idempotencyKey: string, outcome: unknown): RecipientOutcome;
}

interface Rejection {
  readonly recipient: string;
  readonly reply: number;
}

/** So many notifications are kept at most; the one longest here is forgotten, and would be sent to all again. */
const MOST_KEPT = 1_000;

/** Makes a ledger for these addresses. */
export function createRecipientLedger(all: readonly string[]): RecipientLedger {
  const partly = new Map<string, readonly string[]>();
  return {
    waiting: (key) => partly.get(key) ?? all,
    settle(key, outcome) {
      const rejections = rejectionsOf(outcome);
      const later = rejections.filter(({ reply }) => isRetryableReply(reply));
      const never = rejections.filter(({ reply }) => !isRetryableReply(reply));
      const failed = outcome instanceof Error;
      // Those who had been put off are refused now; the rest got the mail before.
      const finished = failed && partly.has(key) && rejections.length > 0 && later.length === 0;
      if (failed && !finished) return { failed: true, putOff: [], refused: [] };
      partly.delete(key);
      if (later.length > 0)
        partly.set(
          key,
          later.map(({ recipient }) => recipient),
        );
      const [oldest] = partly.keys();
      if (partly.size > MOST_KEPT && oldest !== undefined) partly.delete(oldest);
      return { failed: false, putOff: later.map(describe), refused: never.map(describe) };
    },
  };
}

/** Both a sent mail's information and the error of one that nobody took list the refusals alike. */
function rejectionsOf(outcome: unknown): Rejection[] {
  const listed: unknown = Reflect.get(Object(outcome), 'rejectedErrors');
  if (!Array.isArray(listed)) return [];
  return listed.flatMap((error: unknown) => {
    const recipient: unknown = Reflect.get(Object(error), 'recipient');
    const reply = Number(Reflect.get(Object(error), 'responseCode'));
    return typeof recipient === 'string' ? [{ recipient, reply }] : [];
  });
}

function describe({ recipient, reply }: Rejection): string {
  return `${recipient} (${reply})`;
}
