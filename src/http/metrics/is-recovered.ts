/**
 * Whether the monitor has read its journal. Until then what it counts from there begins at nothing: shown, that would
 * look like a start from zero and then like a burst of everything that ever happened.
 */
export type IsRecovered = () => boolean;
