// Numbers and names for people.
import type { Attributes } from './types';

// 4 significant digits; whole with groups of three from 10,000.
export function short(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (size >= 1e9 || (size > 0 && size < 1e-4)) return value.toExponential(2);
  if (size >= 10000) return Math.round(value).toLocaleString('en');
  return String(Number(value.toPrecision(4)));
}

export function fixed(value: number, digits = 3): string {
  return Number.isFinite(value) ? value.toFixed(digits).replace('-', '−') : '–';
}

export function signed(value: number, digits = 3): string {
  return (value >= 0 ? '+' : '') + fixed(value, digits);
}

export function grouped(value: number): string {
  return value.toLocaleString('en');
}

export function bytes(value: number): string {
  for (const unit of ['B', 'kB', 'MB', 'GB']) {
    if (value < 1000 || unit === 'GB') return `${Number(value.toPrecision(3))} ${unit}`;
    value /= 1000;
  }
  return '';
}

export function plural(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;
}

export function in_words(attributes: Attributes): string {
  return Object.entries(attributes)
    .map(([name, value]) => `${name} ${Array.isArray(value) ? value.join(', ') : short(value)}`)
    .join(' · ');
}
