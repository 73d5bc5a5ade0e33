// What `npm start` watches: this machine, and a small web service that fails and recovers, so that there is something
// to see. Copy it, put your own services in, and run `npx tocsin run` beside it.

import { defineConfig, diskCheck, eventLoopCheck, httpCheck, memoryCheck } from 'tocsin';
import { startFlakyService } from './flaky-service.js';

// A configuration is a program: it may ask whatever it needs to know. Here it starts the service that it watches.
const flakyUrl = await startFlakyService();

process.stdout.write(`
The demo watches this machine and a web service that is in trouble every 20 seconds.
Within a minute you see how it is told: once at first, then that it got worse, then that it repeats, then that it is over.

To watch your own services, write a tocsin.config.yaml such as

  services:
    website: https://example.com/
  channels:
    console: { type: console }
    # If SLACK_WEBHOOK_URL is set:
    # ops: { type: slack, webhookUrl: '\${SLACK_WEBHOOK_URL}' }

and run: npx tocsin run

`);

export default defineConfig({
  services: {
    // A check is a function. Tocsin brings some along; this one asks a URL and expects a status from 200 to 299.
    'flaky-web': {
      check: httpCheck(flakyUrl),
      every: '2s',
      // An answer slower than this counts as impaired: the service is `degraded`, not `unhealthy`.
      slowAfter: '400ms',
      // Two failures in a row make it `unhealthy`, two passes in a row `healthy` again.
      failureThreshold: 2,
      recoveryThreshold: 2,
      labels: { team: 'demo' },
    },

    // Of the machine, or of the container if that has a limit. In percent.
    memory: { check: memoryCheck({ warn: 90, fail: 97 }), every: '10s' },
    disk: { check: diskCheck({ path: '/', warn: 90, fail: 97 }), every: '30s' },

    // Whether this very process keeps up.
    'event-loop': { check: eventLoopCheck({ warn: '100ms', fail: '1s' }), every: '10s' },

    // A check of your own returns whether all is well, or throws what is wrong.
    uptime: { check: () => process.uptime() > 0, every: '30s' },
  },

  // Nothing is said of channels, so the console is told. See docs/configuration.md for Slack, Discord, mail and others.

  alerts: {
    // Of alerts about one thing, so many a minute get through (10, if nothing is said); those in excess are only counted.
    throttle: { limit: 20, window: '1m' },

    // Alerts about the same thing are one group: its first alert is told at once, and when there are three of them it
    // is told that it repeats. After that they are counted and told together, once a window.
    group: { summarizeAfter: 3, window: '1m' },
  },
});
