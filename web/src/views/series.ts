// The history of training as lines of charts.
import type { EpochRecord, History } from '../lib/types';
import type { Series } from '../parts/LineChart.svelte';

export interface Curve {
  metric: string;
  series: Series[];
}

function lines_of(runs: History[], name: (run: number) => string, value: (epoch: EpochRecord) => number | null | undefined, look: (run: number) => Partial<Series>): Series[] {
  return runs
    .map((run, r) => ({
      name: name(r),
      x: run.epochs.map((epoch) => epoch.epoch),
      y: run.epochs.map((epoch) => value(epoch) ?? null),
      ...look(r),
    }))
    .filter((line) => line.y.some((one) => one !== null));
}

// One chart for every metric: validation and training part; of several runs, the runs in colours.
export function metric_series(runs: History[]): Curve[] {
  const names = new Set(runs.flatMap((run) => run.epochs.flatMap((epoch) => [...Object.keys(epoch.valid), ...Object.keys(epoch.train)])));
  const several = runs.length > 1;
  return [...names].map((metric) => ({
    metric,
    series: (['valid', 'train'] as const).flatMap((part) => {
      const text = part === 'valid' ? 'validation' : 'training';
      return lines_of(runs, (r) => (several ? `${text} ${r + 1}` : text), (epoch) => epoch[part][metric],
        (r) => ({ colour: several ? r % 8 : part === 'valid' ? 0 : 1, dashed: several && part === 'train' }));
    }),
  }));
}

export function loss_series(runs: History[], penalties: boolean): Series[] {
  const several = runs.length > 1;
  const penalized = penalties && runs.some((run) => run.epochs.some((epoch) => Number.isFinite(epoch.penalized) && epoch.penalized !== epoch.loss));
  return [
    ...lines_of(runs, (r) => (several ? `loss ${r + 1}` : 'loss'), (epoch) => epoch.loss, (r) => ({ colour: several ? r % 8 : 0 })),
    ...(penalized ? lines_of(runs, (r) => (several ? `with penalties ${r + 1}` : 'with penalties'), (epoch) => epoch.penalized, (r) => ({ colour: several ? r % 8 : 1, dashed: true })) : []),
  ];
}

// The numbers that every pass of a chain drew (`draw`), or that a solver learned (`l2`).
export function record_series(runs: History[], of: 'draw' | 'l2'): Curve[] {
  const names = new Set(runs.flatMap((run) => run.epochs.flatMap((epoch) => Object.keys(epoch[of] ?? {}))));
  return [...names].map((metric) => ({
    metric,
    series: lines_of(runs, (r) => (runs.length > 1 ? `chain ${r + 1}` : metric), (epoch) => epoch[of]?.[metric], (r) => ({ colour: r % 8 })),
  }));
}
