import fc from 'fast-check';

/** The instant at which a life is ended from outside. */
export type Blow =
  /** So far into what opening or stopping takes; 1 is its end, as measured before. */
  | { readonly during: 'opening' | 'stopping'; readonly share: number }
  /** Some milliseconds after so many receipts were given. */
  | { readonly during: 'appending'; readonly receipts: number; readonly afterMs: number }
  /** Some milliseconds after so many deliveries came in, the last of them answered or not. */
  | {
      readonly during: 'delivering';
      readonly deliveries: number;
      readonly answered: boolean;
      readonly afterMs: number;
    };

/** What one life does, and when it is killed. */
export interface LifePlan {
  /** `undefined`: it comes to its end. */
  readonly blow: Blow | undefined;
  readonly durability: 'strict' | 'relaxed';
  /** How many alerts it takes in before it stops by itself. */
  readonly count: number;
  /** How long it rests between bursts of them, in milliseconds. */
  readonly pauseMs: number;
  /** Whether the service `moody` fails its checks. */
  readonly moodyFails: boolean;
  /** How long the receiver takes to answer, in milliseconds. */
  readonly answerMs: number;
  /** Which delivery the receiver answers with a 503; 0 for none. */
  readonly refused: number;
}

const anyDelay = fc.integer({ min: 0, max: 4 });

const anyBlow: fc.Arbitrary<Blow | undefined> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      during: fc.constant('opening'),
      // The first part goes by until its thread runs.
      share: fc.double({ min: 0.2, max: 1.1, noNaN: true }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      during: fc.constant('appending'),
      receipts: fc.integer({ min: 1, max: 30 }),
      afterMs: anyDelay,
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      during: fc.constant('delivering'),
      deliveries: fc.integer({ min: 1, max: 20 }),
      answered: fc.boolean(),
      afterMs: anyDelay,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      during: fc.constant('stopping'),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  },
  { weight: 1, arbitrary: fc.constant(undefined) },
);

const anyPlan: fc.Arbitrary<LifePlan> = anyBlow.chain((blow) =>
  fc.record({
    blow: fc.constant(blow),
    durability: fc.constantFrom('strict', 'strict', 'relaxed'),
    // To stop, or to be killed at it, does not take many.
    count:
      blow === undefined || blow.during === 'stopping' ? fc.integer({ min: 1, max: 12 }) : fc.constant(60),
    pauseMs: fc.integer({ min: 0, max: 5 }),
    moodyFails: fc.boolean(),
    answerMs: fc.constantFrom(0, 0, 1, 3),
    refused: fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 0, 0, 2),
  }),
);

/** The same plans for the same seed. */
export function lifePlans(seed: number, lives: number): LifePlan[] {
  return fc.sample(fc.noBias(anyPlan), { seed, numRuns: lives });
}
