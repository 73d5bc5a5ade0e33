import { createMonitor, type Monitor } from 'tocsin';

/** What the examples of this folder watch: the program itself. */
export function createWatch(): Monitor {
  return createMonitor({
    services: {
      program: { check: () => process.uptime() > 0, every: '5s', labels: { team: 'examples' } },
    },
  });
}

/** Where the examples listen; 0 for any port that is free. */
export const PORT = Number(process.env.PORT ?? 3000);
