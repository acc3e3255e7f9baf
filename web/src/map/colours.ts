// Points in colours by an attribute.
import { short } from '../lib/format';
import type { LabelColumn } from '../lib/types';
import type { Colour } from './painter';

export interface Colouring {
  group: Uint8Array; // of every point; 0 is the context
  legend: { text: string; value: string; count: number }[]; // of group 1, 2, ...
  sequential: boolean;
}

const most_groups = 8;

export function no_colours(count: number): Colouring {
  return { group: new Uint8Array(count).fill(1), legend: [], sequential: false };
}

// The most frequent values get a colour each; with `value`, that one alone. Of a bag, its rarest shown value counts: a
// film of Drama and Western is a western.
function by_category(column: LabelColumn, count: number, value: string): Colouring {
  const codes = column.codes!, values = column.values!;
  const counts = new Uint32Array(values.length);
  const each = (i: number, visit: (code: number) => void) => {
    const of = codes[i]!;
    if (Array.isArray(of)) of.forEach(visit);
    else visit(of);
  };
  for (let i = 0; i < count; ++i) each(i, (code) => ++counts[code]!);
  const by_count = [...values.keys()].filter((code) => code > 0 && counts[code]! > 0).sort((a, b) => counts[b]! - counts[a]! || a - b);
  const shown = value !== '' ? by_count.filter((code) => values[code] === value) : by_count.slice(0, most_groups);
  const group_of = new Uint8Array(values.length);
  shown.forEach((code, k) => (group_of[code] = k + 1));
  const group = new Uint8Array(count);
  for (let i = 0; i < count; ++i) {
    let rarest = -1;
    each(i, (code) => {
      if (group_of[code]! > 0 && (rarest < 0 || counts[code]! < counts[rarest]!)) rarest = code;
    });
    if (rarest >= 0) group[i] = group_of[rarest]!;
  }
  return { group, legend: shown.map((code) => ({ text: values[code]!, value: values[code]!, count: counts[code]! })), sequential: false };
}

// Seven steps that hold equally many numbers each.
function by_number(numbers: (number | null)[], count: number): Colouring {
  const sorted = numbers.filter((one): one is number => one !== null).sort((a, b) => a - b);
  const steps = 7;
  const ends = [...new Set(Array.from({ length: steps }, (_, k) => sorted[Math.min(sorted.length - 1, Math.ceil(((k + 1) * sorted.length) / steps) - 1)]!))];
  const group = new Uint8Array(count);
  const counts = new Array<number>(ends.length).fill(0);
  for (let i = 0; i < count; ++i) {
    const number = numbers[i];
    if (number === null || number === undefined) continue;
    const step = ends.findIndex((end) => number <= end);
    group[i] = step + 1;
    ++counts[step]!;
  }
  const legend = ends.map((end, k) => ({ text: k === 0 ? `to ${short(end)}` : `${short(ends[k - 1])} to ${short(end)}`, value: '', count: counts[k]! }));
  return { group, legend, sequential: true };
}

export function colour_by(column: LabelColumn, count: number, value: string): Colouring {
  if (column.numbers) return by_number(column.numbers, count);
  const values = (column.values ?? []).slice(1);
  // Years, ages: categories that are numbers, too many for a colour each.
  if (value === '' && values.length > most_groups && values.every((one) => /^-?\d+$/.test(one)) && column.kind === 'categorical')
    return by_number(column.codes!.map((code) => ((code as number) > 0 ? Number(column.values![code as number]) : null)), count);
  return by_category(column, count, value);
}

// What the style sheet says, as numbers.
export function resolved(variable: string): Colour {
  const probe = document.createElement('span');
  probe.style.color = `var(${variable})`;
  document.body.append(probe);
  const text = getComputedStyle(probe).color;
  probe.remove();
  const numbers = text.match(/[\d.]+/g)?.map(Number) ?? [0, 0, 0];
  return text.startsWith('color(') ? [numbers[0]! * 255, numbers[1]! * 255, numbers[2]! * 255] : [numbers[0]!, numbers[1]!, numbers[2]!];
}

// From far off the ground to near the ink: larger numbers stand out in both schemes.
export function ramp(steps: number, dark: boolean): Colour[] {
  const ends: Colour[] = dark ? [[40, 70, 105], [60, 140, 170], [250, 230, 120]] : [[190, 215, 235], [60, 130, 180], [60, 15, 95]];
  return Array.from({ length: steps }, (_, k) => {
    const at = steps === 1 ? 2 : (2 * k) / (steps - 1);
    const from = ends[Math.min(1, Math.floor(at))]!, to = ends[Math.min(2, Math.floor(at) + 1)]!;
    const share = at - Math.min(1, Math.floor(at));
    return from.map((one, i) => Math.round(one + (to[i]! - one) * share)) as Colour;
  });
}
