// What the server answers, as docs/explorer.md and docs/server.md describe it.

export type SideName = 'user' | 'item';
export type Attributes = Record<string, string[] | number>;

export interface ColumnFacts {
  name: string;
  kind: 'numeric' | 'categorical' | 'multi';
  low?: number;
  high?: number;
  distinct?: number;
  values?: string[];
  rows?: number[];
}

export interface SideFacts {
  name: string;
  size: number;
  titled: boolean;
  vectors: boolean;
  attributes: ColumnFacts[];
  examples: { id: string; title: string }[];
}

export interface EpochRecord {
  epoch: number;
  learning_rate: number;
  loss: number;
  penalized: number;
  train: Record<string, number | null>;
  valid: Record<string, number | null>;
  draw?: Record<string, number | null>;
  l2?: Record<string, number | null>;
}

export interface History {
  epochs: EpochRecord[];
  best_epoch: number;
  monitor: string;
  stopped: string;
}

export interface Part {
  name: string;
  kind: string;
  reads: string;
  shape: string;
  parameters: number;
  bytes: number;
}

export interface Describe {
  model: string;
  library_version: string;
  members: number;
  parameters: number;
  bytes: number;
  target_range: [number, number] | null;
  levels: number[];
  parts: Part[];
  tensors: { name: string; rows: number; columns: number }[];
  fields: { name: string; kind: string; role: string; table: string; vocabulary: number }[];
  options: { data: Record<string, unknown>; train: Record<string, unknown> };
  l2: Record<string, number> | null;
  chains: { chains: number; numbers: { name: string; mean: number; sd: number; rhat: number | null }[] } | null;
  calibration: {
    method: string;
    rows: number;
    spread: string | null;
    checked_on: string;
    checked_rows: number;
    before: Record<string, number>;
    after: Record<string, number>;
  } | null;
}

export interface Overview {
  sides: Partial<Record<SideName, SideFacts>>;
  context: ColumnFacts[];
  target: { name: string | null; low: number; high: number; levels: number[] };
  interactions: boolean;
  penalties: boolean; // whether the loss with penalties is what training made small
  histories: History | History[];
  describe: Describe;
  seen: boolean;
  fold_in: boolean;
}

export interface ServedModel {
  name: string;
  version: string;
}

export interface Match {
  id: string;
  title: string;
  attributes: Attributes;
}

export interface Matches {
  side: SideName;
  total: number;
  matches: Match[];
}

export interface HistoryEntry {
  item: string;
  title: string;
  rating?: number | null;
}

export interface Card {
  side: SideName;
  id: string;
  title: string;
  attributes: Attributes;
  weight: number | null;
  history?: HistoryEntry[];
}

export interface Reason {
  name: string;
  contribution: number;
}

export interface Listed {
  item: string;
  score: number;
  title?: string;
  why?: { terms: Reason[]; history: { item: string; title: string; cosine: number }[] };
}

export interface UserList {
  user: string | null;
  cold: boolean;
  items: Listed[];
}

export interface Similar {
  items?: { item: string; title?: string; [measure: string]: unknown }[];
  users?: { user: string; [measure: string]: unknown }[];
}

export interface Entry {
  name: string;
  kind: string;
  contribution: number;
}

export interface Explanation {
  entries: Entry[];
  score: number;
  link: { name: string; low: number | null; high: number | null };
  linked: number;
  clipped: boolean;
  prediction: number;
}

export interface TensorHistogram {
  tensor: string;
  rows: number;
  columns: number;
  mean: number;
  deviation: number;
  low: number;
  high: number;
  counts: number[];
}

export interface Segment {
  name: string;
  training_rows: [least: number, most: number];
  users: number;
  rows: number;
  metrics: Record<string, number | null>;
}

// Of rows that were held out; segments is null where the server has none.
export interface HeldOut {
  rows?: number;
  metrics?: Record<string, number | null>;
  segments: Record<string, Segment[]> | null;
}

export interface LabelColumn {
  name: string;
  kind: 'numeric' | 'categorical' | 'multi';
  numbers?: (number | null)[];
  values?: string[];
  codes?: (number | number[])[];
}

export interface Labels {
  side: SideName;
  ids: string[];
  titles: string[];
  attributes: LabelColumn[];
}
