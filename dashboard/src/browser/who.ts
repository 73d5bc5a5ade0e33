import { remembered } from './remembered.js';

/** The name under which somebody acts, as it was given last. */
export const who = remembered('who', '');
