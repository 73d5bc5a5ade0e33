import { instance } from '@viz-js/viz';
import { chartStyle } from './chart-style.js';
import { chartSvg } from './chart-svg.js';
import { DRAWN_MACHINES } from './drawn-machines.js';
import { machineChart } from './machine-chart.js';
import { machinesPage } from './machines-page.js';
import { placeChart } from './place-chart.js';
import { serviceChartModule } from './service-chart-module.js';

/** Draws all machines: the files to write, by their paths from the root of the project. */
export async function machineDrawings(): Promise<ReadonlyMap<string, string>> {
  const viz = await instance();
  const drawn = DRAWN_MACHINES.map((machine) => ({
    machine,
    chart: machineChart(machine.machine, machine.words),
  }));
  const files = new Map([['docs/machines.md', machinesPage(drawn)]]);
  for (const { machine, chart } of drawn) {
    const { name, title, row } = machine;
    const placed = placeChart(viz, chart, { row, stays: true });
    files.set(`docs/machines/${name}.svg`, chartSvg(placed, title, chartStyle(placed)));
    if (name === 'service') {
      const plain = placeChart(viz, chart, { row, stays: false });
      files.set('dashboard/src/generated/service-chart.ts', serviceChartModule(plain));
    }
  }
  return files;
}
