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

export interface RouteRates {
  route: string;
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

// What happened between two readings, `seconds` apart, by route and for all of them ('').
export function rates(before: Sample[], now: Sample[], seconds: number): RouteRates[] {
  const was = new Map(before.map((sample) => [key(sample), sample.value]));
  const grown = (sample: Sample) => Math.max(0, sample.value - (was.get(key(sample)) ?? 0));
  const routes = new Map<string, { requests: number; failures: number; buckets: Map<number, number> }>();
  const of = (route: string) => {
    if (!routes.has(route)) routes.set(route, { requests: 0, failures: 0, buckets: new Map() });
    return routes.get(route)!;
  };
  for (const sample of now) {
    const route = sample.labels['route'];
    if (route === undefined) continue;
    const value = grown(sample);
    for (const name of [route, '']) {
      if (sample.name === 'interplay_requests_total') {
        of(name).requests += value;
        if (/^[45]/.test(sample.labels['status'] ?? '')) of(name).failures += value;
      } else if (sample.name === 'interplay_request_seconds_bucket') {
        const end = sample.labels['le'] === '+Inf' ? Infinity : Number(sample.labels['le']);
        of(name).buckets.set(end, (of(name).buckets.get(end) ?? 0) + value);
      }
    }
  }
  return [...routes].map(([route, of_route]) => {
    const buckets = [...of_route.buckets].sort((a, b) => a[0] - b[0]);
    return { route, requests: of_route.requests / seconds, failures: of_route.failures / seconds, p50: quantile(buckets, 0.5), p99: quantile(buckets, 0.99) };
  });
}
