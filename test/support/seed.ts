import fc from 'fast-check';

/**
 * Property tests run on one seed, so that the same code gives the same answer twice. To look for more, give another one,
 * or `random`: `TOCSIN_SEED=random npx vitest run test/property`.
 */
const wanted = process.env.TOCSIN_SEED ?? '20260105';
if (wanted !== 'random') fc.configureGlobal({ seed: Number(wanted) });
