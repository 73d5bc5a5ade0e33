import { instance } from '@viz-js/viz';
import { chartSvg } from './chart-svg.js';
import { DRAWN_MACHINES } from './drawn-machines.js';
import { machineChart } from './machine-chart.js';
import { placeChart } from './place-chart.js';
import { serviceChartModule } from './service-chart-module.js';

/** Draws all machines: the files to write, by their paths from the root of the project. */
export async function machineDrawings(): Promise<ReadonlyMap<string, string>> {
  const viz = await instance();
  const files = new Map<string, string>();
  for (const { name, title, machine, words, direction } of DRAWN_MACHINES) {
    const chart = machineChart(machine, words);
    files.set(
      `docs/machines/${name}.svg`,
      chartSvg(placeChart(viz, chart, { direction, stays: true }), title),
    );
    if (name === 'service') {
      const small = placeChart(viz, chart, { direction, stays: false });
      files.set('dashboard/src/generated/service-chart.ts', serviceChartModule(small));
    }
  }
  return files;
}
