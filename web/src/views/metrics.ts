// The text format of Prometheus, as far as /metrics uses it; and what changed between two readings of it.

export interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

export function parse(text: string): Sample[] {
  const samples: Sample[] = [];
  for (const line of text.split('\n')) {
    const found = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})?\s+(\S+)/.exec(line);
    if (!found || line.startsWith('#')) continue;
    const labels: Record<string, string> = {};
    for (const [, name, value] of (found[2] ?? '').matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)) labels[name!] = value!.replace(/\\(.)/g, '$1');
    samples.push({ name: found[1]!, labels, value: found[3] === '+Inf' ? Infinity : Number(found[3]) });
  }
  return samples;
}

export interface Rates {
  of: string; // a route or a model; '' is all of them
  requests: number; // a second
  failures: number; // a second, with a status of 4xx or 5xx
  p50: number | null; // seconds
  p99: number | null;
}

// A quantile of a histogram of cumulative counts, linear within its bucket, as Prometheus has it.
export function quantile(buckets: [end: number, count: number][], share: number): number | null {
  const total = buckets.at(-1)?.[1] ?? 0;
  if (total <= 0) return null;
  const wanted = share * total;
  let low = 0, below = 0;
  for (const [end, count] of buckets) {
    if (count >= wanted) return Number.isFinite(end) ? low + ((end - low) * (wanted - below)) / Math.max(count - below, 1e-12) : low;
    low = end;
    below = count;
  }
  return low;
}

const key = (sample: Sample) => sample.name + JSON.stringify(sample.labels);

// Requests are counted by route, and by the model that answered.
export type Family = 'request' | 'model_request';

// The route of a sample of a family, or its model and version; undefined where it is of another family.
export function owner(sample: Sample, family: Family): string | undefined {
  if (!new RegExp(`^interplay_${family}(s_total|_seconds_bucket)$`).test(sample.name)) return undefined;
  const { route, model, version } = sample.labels;
  return family === 'request' ? route : version ? `${model} ${version}` : model;
}

// Requests and failures since the start, the busiest first.
export function totals(samples: Sample[], family: Family): [of: string, sums: { all: number; failed: number }][] {
  const sums = new Map<string, { all: number; failed: number }>();
  for (const sample of samples) {
    const of = owner(sample, family);
    if (of === undefined || !sample.name.endsWith('_total')) continue;
    const sum = sums.get(of) ?? { all: 0, failed: 0 };
    sum.all += sample.value;
    if (/^[45]/.test(sample.labels['status'] ?? '')) sum.failed += sample.value;
    sums.set(of, sum);
  }
  return [...sums].sort((a, b) => b[1].all - a[1].all);
}

// What happened between two readings, `seconds` apart, by route or model and for all of them ('').
export function rates(before: Sample[], now: Sample[], seconds: number, family: Family): Rates[] {
  const was = new Map(before.map((sample) => [key(sample), sample.value]));
  const grown = (sample: Sample) => Math.max(0, sample.value - (was.get(key(sample)) ?? 0));
  const sums = new Map<string, { requests: number; failures: number; buckets: Map<number, number> }>();
  const of = (name: string) => {
    if (!sums.has(name)) sums.set(name, { requests: 0, failures: 0, buckets: new Map() });
    return sums.get(name)!;
  };
  for (const sample of now) {
    const whose = owner(sample, family);
    if (whose === undefined) continue;
    const value = grown(sample);
    for (const name of [whose, '']) {
      if (sample.name.endsWith('_total')) {
        of(name).requests += value;
        if (/^[45]/.test(sample.labels['status'] ?? '')) of(name).failures += value;
      } else {
        const end = sample.labels['le'] === '+Inf' ? Infinity : Number(sample.labels['le']);
        of(name).buckets.set(end, (of(name).buckets.get(end) ?? 0) + value);
      }
    }
  }
  return [...sums].map(([name, sum]) => {
    const buckets = [...sum.buckets].sort((a, b) => a[0] - b[0]);
    return { of: name, requests: sum.requests / seconds, failures: sum.failures / seconds, p50: quantile(buckets, 0.5), p99: quantile(buckets, 0.99) };
  });
}
