import { createMonitor, sqliteJournal, webhookChannel } from 'tocsin';
import { serve } from 'tocsin/http';

/*
 * A Tocsin that is served as `tocsin run` serves it, with a strict journal and a webhook.
 */

const [file = '', sink = ''] = process.argv.slice(2);
const monitor = createMonitor({
  channels: { sink: webhookChannel({ url: `http://127.0.0.1:${sink}/hook` }) },
  journal: sqliteJournal(file),
});
await monitor.start();
const served = await serve(monitor, { port: 0, page: false });
process.send?.({ port: served.port });
