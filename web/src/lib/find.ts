// Search as POST /v1/explore/find has it (src/serve/explorer/find.cc), on the labels of all users or items.
import type { Attributes, LabelColumn, Labels, Match, Matches, SideName } from './types';

export interface FindRequest {
  side: SideName;
  text?: string;
  n: number;
}
type Answer = [value: Matches | { error: { code: string; message: string; remedy: string } }, status?: number];

class Wrong extends Error {
  constructor(
    message: string,
    readonly remedy: string,
  ) {
    super(message);
  }
}

// Only the letters of ASCII have two cases here.
const lower = (text: string) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

function words_of(text: string): string[] {
  const words: string[] = [];
  let word = '', quoted = false;
  for (const letter of text) {
    if (letter === '"') quoted = !quoted;
    else if (letter === ' ' && !quoted) {
      if (word !== '') words.push(word);
      word = '';
    } else word += letter;
  }
  if (word !== '') words.push(word);
  return words;
}

const relations = ['!=', '>=', '<=', '==', '=', '>', '<'] as const;
const compare: Record<(typeof relations)[number], (a: number, b: number) => boolean> = {
  '!=': (a, b) => a !== b,
  '>=': (a, b) => a >= b,
  '<=': (a, b) => a <= b,
  '==': (a, b) => a === b,
  '=': (a, b) => a === b,
  '>': (a, b) => a > b,
  '<': (a, b) => a < b,
};

function values_of(column: LabelColumn, row: number): string[] {
  return [column.codes?.[row] ?? []].flat().filter((code) => code > 0).map((code) => column.values![code]!);
}

function condition_of(word: string, columns: LabelColumn[]): ((row: number) => boolean) | undefined {
  const end = word.search(/[=!<>]/);
  const column = end > 0 ? columns.find((one) => one.name === word.slice(0, end)) : undefined;
  if (!column) return undefined;
  const relation = relations.find((one) => word.startsWith(one, end));
  if (!relation) throw new Wrong(`the condition '${word}' is not COLUMN=VALUE`, "write a column, one of = != >= <= > <, and a value, as in genres=Comedy or 'year>=1990'");
  const value = word.slice(end + relation.length).trim();
  const orders = !['=', '==', '!='].includes(relation);
  const whole = column.kind === 'categorical' && column.values!.slice(1).every((one) => /^-?\d+$/.test(one));
  if (orders && column.kind !== 'numeric' && !whole)
    throw new Wrong(`the condition '${word}' compares names, which have no order`, `use = or != for ${column.name}`);
  if (value === '') throw new Wrong(`the condition '${word}' has no value`, 'write it behind the sign');
  if (column.kind !== 'numeric' && !orders) return (row) => values_of(column, row).includes(value) === (relation !== '!=');
  const number = column.kind === 'numeric' ? Math.fround(Number(value)) : Number(value);
  if (Number.isNaN(number)) throw new Wrong(`the condition '${word}' compares with '${value}', and ${column.name} is a column of numbers`, 'write a number');
  return (row) => {
    const has = column.kind === 'numeric' ? column.numbers![row] : values_of(column, row)[0];
    return compare[relation](has === null || has === undefined ? NaN : column.kind === 'numeric' ? Math.fround(Number(has)) : Number(has), number);
  };
}

// How well a row answers: the lower the better; none if it does not.
function rank_of(words: string[], text: string, id: string, title: string): number | undefined {
  if (words.length === 0 || id === text) return 0;
  if (title === text) return 1;
  if (!words.every((word) => title.includes(word) || id.includes(word))) return undefined;
  return title.startsWith(text) ? 2 : id.startsWith(text) ? 3 : 4;
}

function attributes_of(labels: Labels, row: number): Attributes {
  const result: Attributes = {};
  for (const column of labels.attributes) {
    const number = column.numbers?.[row];
    if (column.kind === 'numeric' ? number !== null && number !== undefined : values_of(column, row).length > 0)
      result[column.name] = column.kind === 'numeric' ? number! : values_of(column, row);
  }
  return result;
}

export function find(labels: Labels, request: FindRequest): Answer {
  const conditions: ((row: number) => boolean)[] = [], words: string[] = [];
  try {
    for (const word of words_of(request.text ?? '')) {
      const condition = condition_of(word, labels.attributes);
      if (condition) conditions.push(condition);
      else words.push(lower(word));
    }
  } catch (error) {
    if (!(error instanceof Wrong)) throw error;
    return [{ error: { code: 'bad_request', message: error.message, remedy: error.remedy } }, 400];
  }
  const text = words.join(' ');
  const bytes = new TextEncoder();
  const found: { rank: number; length: number; row: number }[] = [];
  labels.ids.forEach((id, row) => {
    if (!conditions.every((holds) => holds(row))) return;
    const title = labels.titles[row] ?? '';
    const rank = rank_of(words, text, lower(id), lower(title));
    if (rank !== undefined) found.push({ rank, length: words.length === 0 ? 0 : bytes.encode(title).length, row });
  });
  found.sort((a, b) => a.rank - b.rank || a.length - b.length || a.row - b.row);
  const matches = found.slice(0, request.n).map<Match>(({ row }) => ({ id: labels.ids[row]!, title: labels.titles[row] ?? '', attributes: attributes_of(labels, row) }));
  return [{ side: request.side, total: found.length, matches }];
}
